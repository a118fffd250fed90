// Package api is the JSON API of the platform: the directory, the map and the network as other software
// reads them, at /api/v1, described by an OpenAPI 3.1 document that is made from the same types.
//
// It translates and decides nothing. huma reads and documents the requests; what huma does not do as
// the API rules of the Dutch government ask is done around it: query parameters that are unknown or
// given twice are refused (query.go), every error is a problem document (problem.go), answers carry
// an ETag (etag.go). The route that is asked most, GET /services, is documented by huma and served
// by hand (services.go).
//
// Texts in the OpenAPI document are Dutch, because the reference at /api/v1/docs is made of it;
// problems speak English.
//
// Start reading at [New].
package api
