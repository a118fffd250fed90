// Package geo reads map files and does the plane geometry the program needs.
//
// It reads areas from TopoJSON, GeoJSON and GeoPackage ([Read], [ReadFile]), and reports everything
// that is wrong with a file at once ([FileError]). It measures and compares ([Point], [DistanceM],
// [Contains], [AreaKm2], [InnerPoint]), makes borders lighter without tearing neighbours apart
// ([Simplify]), writes them as SVG paths ([Fit], [Path]), keeps them as WKB ([EncodeWKB]) and finds
// the area a point lies in ([Locator]).
//
// Coordinates are WGS84 degrees. In an orb.Point the longitude comes first, as in every map file;
// in a [Point] both have a name, because people and addresses say them the other way round.
//
// The package knows nothing of areas as the platform sees them: codes, years and parents are
// properties here, and it is the importer who says which one is which. It checks no codes and holds
// no state. Files are read for the Netherlands only: a coordinate elsewhere is reported, since in
// practice it means swapped axes or another coordinate system.
//
// Start reading at [Read].
package geo
