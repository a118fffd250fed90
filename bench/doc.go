// Command bench measures what the platform promises of its speed, each figure beside a peer in the
// same run, on invented services over a whole country.
//
//	make bench-peer                                  everything; needs PostgreSQL with PostGIS
//	scripts/postgres go run ./bench -what peer       the same questions to us and to PostgreSQL
//	go run ./bench -what api                         our route beside an empty handler
//	go run ./bench -what growth                      12,000, 120,000 and 480,000 services
//	go run ./bench -what ready,pages                 the program itself: start, memory, pages
//
// It ends with code 1 when a figure misses its promise by more than the noise of a shared machine.
// README.md says what is compared, and why that is fair to the peer. Start reading at main.go.
package main
