// Package measure holds what the measurements share: sides that take turns, clients that cost next to
// nothing, the program as a process, and figures beside what was promised of them.
package measure
