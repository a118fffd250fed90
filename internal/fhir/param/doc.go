// Package param says what can be searched in FHIR, and knows no database.
//
// [Types] is the table: the resource types with their search parameters, what may be included and which
// elements a summary holds. Everything follows from it: [Extract] gives the values a resource is found by,
// [Parse] makes a [Query] of what a client asks, and the CapabilityStatement says what stands here.
//
// A value is a text in such a form that each question is a range of values, or nearly so:
//
//	token      code ␟ system            code: one range; system|code: one value
//	string     folded ␟ as written      the beginning: one range; :exact: one value
//	reference  Type/id, or the address  one value
//	date       first ␟ last moment      both in UTC and of one length
//	position   band, longitude ␟ exact  a range for each band of latitude that a circle touches
//
// where ␟ is [separator]. [Match.Holds] is the exact question, for what a range finds too much.
package param
