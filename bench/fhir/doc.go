// Command fhir asks FHIR R4 servers the same questions about the same resources, in turns, and prints what
// each needs for them.
//
//	make bench-fhir                               ours beside HAPI FHIR's JPA server on PostgreSQL
//	go run ./bench/fhir -alone                    ours alone
//	go run ./bench/fhir -base URL,URL -copy       servers that run already: the first beside the second
//
// Without -base it starts both: ours on a new file with invented services (package demo, a fixed seed), and
// the peer as peer/ builds it. What ours serves is then read by search and put in the peer by transactions,
// so that both hold the same.
//
// It ends with code 1 when a figure misses its promise by more than the noise of a shared machine.
// ../README.md says what is compared. Start reading at main.go.
package main
