//! Numbers, each marked or not: quicker to mark and to ask than a set that is quick to count.

use roaring::RoaringBitmap;

/// One bit a number.
pub(super) struct Marks(Vec<u8>);

impl Marks {
    /// Room for the numbers below this one.
    pub fn below(most: usize) -> Self {
        Self(vec![0; most / 8 + 1])
    }

    pub fn has(&self, number: u32) -> bool {
        self.0[number as usize / 8] & (1 << (number % 8)) != 0
    }

    /// Whether it was not marked before.
    pub fn put(&mut self, number: u32) -> bool {
        let fresh = !self.has(number);
        self.0[number as usize / 8] |= 1 << (number % 8);
        fresh
    }

    /// Marks a number, or takes its mark away.
    pub fn set(&mut self, number: u32, marked: bool) {
        let (byte, bit) = (&mut self.0[number as usize / 8], 1 << (number % 8));
        if marked {
            *byte |= bit;
        } else {
            *byte &= !bit;
        }
    }

    /// The marked numbers as a set.
    pub fn into_set(self) -> RoaringBitmap {
        RoaringBitmap::from_lsb0_bytes(0, &self.0)
    }
}
