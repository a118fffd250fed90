// Package importer reads the files of others into the platform: maps and key figures of CBS, tables
// of municipalities and regions, postcodes, and services from a CSV file or from FHIR.
//
// Every import goes the same way. The file is read once from end to end and checked, and everything
// that is wrong with it is told at once: line, column and what is expected ([FileError]). Only a file
// without mistakes is read a second time and staged, in small transactions, by the capability that
// owns the rows; they become visible together (package batch). So a file goes in whole or not at all,
// nobody's write waits for it, and a file of any length takes little memory: between the two readings
// only keys are kept.
//
// A second import of the same file changes nothing and says so. A file of another year stands beside
// the earlier one.
//
// The package decides what a column means and whether a value can be right. It does not decide who
// may import, holds no SQL, and stores nothing itself.
//
// Start reading at [Importer], then services.go for the largest of the five.
package importer
