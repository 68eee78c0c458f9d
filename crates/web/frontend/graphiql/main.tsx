/** @jsxImportSource react */
console.log('graphiql');
