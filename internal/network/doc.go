// Package network holds who belongs to what: areas and boundaries, regions with their RESV,
// wijkverbanden, disciplines, organisations and people, and how well each wijk is covered.
//
// It does not hold what an organisation offers (package directory) nor who may do what (package
// access). Areas, figures, boundaries and postcodes are brought in from files, as batches that
// become visible at once; the rest is kept by people, one act at a time.
//
// Start reading at types.go for the things, and at service.go for what people do.
package network
