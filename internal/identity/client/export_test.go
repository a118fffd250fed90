package client

// PublicHTTP is what fetches key sets outside tests.
var PublicHTTP = publicHTTP
