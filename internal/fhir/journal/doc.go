// Package journal keeps every version of every resource that the FHIR face serves.
//
// Versions are only added. One row (fhir_progress) is locked before anything is added, the moment is
// taken after that lock, and both are written in the same transaction; so the numbers of versions have no
// gap, they grow together with their moments in the order of the commits, and a history that was read
// once reads the same for ever. The next transaction's moment is always later, by a millisecond at
// least: a client that asks what changed since the newest moment it saw misses nothing.
//
// [Journal.SaveTx] writes; [Journal.Read], [Journal.VRead] and [Journal.History] give versions as the
// bytes to send. A resource that says the same as before gets no new version.
package journal
