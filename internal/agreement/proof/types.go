package proof

import (
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// Proof says of each signature under an agreement by what chain it was given.
type Proof struct {
	Agreement  agreement.ID
	Number     int
	Title      string
	Version    int
	State      agreement.State
	At         time.Time
	Valid      bool // every party of the moment signed, and every chain held on the day of signing
	Signatures []Signed
}

// Signed is one signature with its chain, and what shows that it is as it was given.
type Signed struct {
	ID        agreement.SignatureID
	Party     network.OrganizationID
	Signer    network.PersonID // '' for who reads it as everybody does, and then no Statement either: that names them
	As        string
	At        time.Time
	Version   int
	Chain     mandate.Chain
	Statement []byte
	Digest    string
	Key       string // id of the key that sealed the statement
	Seal      []byte
	Ledger    string // id of the ledger's entry
	Seq       int64  // its number; 0 while it has none
}

// Finding is something that is not as it was.
type Finding struct {
	Signature agreement.SignatureID // '' when it is about the agreement itself
	Code      string                // one of the codes in check.go
	EN        string
}

// Report is what a check found.
type Report struct {
	Agreement  agreement.ID
	Number     int
	State      agreement.State
	Signatures int
	Sealed     int // of their ledger entries that are under a seal
	Steps      int // states that were compared with the ledger
	Wrong      []Finding
}

// Service makes and checks proofs.
type Service struct {
	spine      *act.Spine
	agreements *agreement.Service
	mandates   *mandate.Service
	ring       *keys.Ring
}

// New makes the service.
func New(spine *act.Spine, agreements *agreement.Service, mandates *mandate.Service, ring *keys.Ring) *Service {
	return &Service{spine, agreements, mandates, ring}
}
