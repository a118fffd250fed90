package agreement

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// statementForm names the form below; another form gets another name, and both must be readable.
const statementForm = "eerstelijn agreement statement 1"

// Statement is what somebody signs for a party: who binds whom to what, and by which chain. Its JSON is
// canonical: the fields in the order below, no spaces, times in UTC with microseconds. It names people and
// organisations by their ids: names change, and a statement never does.
type Statement struct {
	Form      string                   `json:"form"`
	Signature SignatureID              `json:"signature"`
	Agreement ID                       `json:"agreement"`
	Number    int                      `json:"number"`
	Kind      Kind                     `json:"kind"`
	Level     string                   `json:"level"`
	Forum     statedForum              `json:"forum"`
	Subject   string                   `json:"subject"`
	Version   int                      `json:"version"`
	Title     string                   `json:"title"`
	Parent    ID                       `json:"parent"`
	Text      json.RawMessage          `json:"text"` // the body of the version as it is stored
	Asked     []network.OrganizationID `json:"asked"`
	Party     network.OrganizationID   `json:"party"`
	As        string                   `json:"as"`
	Signer    network.PersonID         `json:"signer"`
	At        moment                   `json:"at"`
	Chain     []statedLink             `json:"chain"`
	Says      string                   `json:"says"`
}

// says is what the signer agrees to, in the words of the button; saysOut is that of who is no party to the new
// version any more.
const (
	says    = "Ik teken deze afspraak namens deze partij. Ik heb daarvoor een mandaat."
	saysOut = "Ik teken namens deze partij dat zij vanaf deze versie niet meer meedoet. Ik heb daarvoor een mandaat."
)

type statedForum struct {
	Kind        mandate.ForumKind     `json:"kind"`
	Region      network.RegionID      `json:"region"`
	Wijkverband network.WijkverbandID `json:"wijkverband"`
}

type statedLink struct {
	Kind    string  `json:"kind"`
	ID      string  `json:"id"`
	Version int64   `json:"version"`
	From    moment  `json:"from"`
	Until   *moment `json:"until"`
}

// moment is a time as a statement writes it.
type moment time.Time

const momentForm = "2006-01-02T15:04:05.000000Z"

// MarshalJSON implements [json.Marshaler].
func (m moment) MarshalJSON() ([]byte, error) {
	return json.Marshal(time.Time(m).UTC().Format(momentForm))
}

// UnmarshalJSON implements [json.Unmarshaler].
func (m *moment) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	t, err := time.Parse(momentForm, s)
	*m = moment(t.UTC())
	return err
}

func statedLinks(all []mandate.Link) []statedLink {
	out := make([]statedLink, len(all))
	for i, l := range all {
		out[i] = statedLink{Kind: l.Kind, ID: l.ID, Version: l.Version, From: moment(l.From)}
		if !l.Until.IsZero() {
			out[i].Until = new(moment(l.Until))
		}
	}
	return out
}

// Links gives the chain that a statement holds; the words of each link are not part of it.
func (s *Statement) Links() []mandate.Link {
	out := make([]mandate.Link, len(s.Chain))
	for i, l := range s.Chain {
		out[i] = mandate.Link{Kind: l.Kind, ID: l.ID, Version: l.Version, From: time.Time(l.From)}
		if l.Until != nil {
			out[i].Until = time.Time(*l.Until)
		}
	}
	return out
}

// statement makes what is signed for a party of a text.
func (a *stored) statement(t *text, sig *Signature) Statement {
	asked := []network.OrganizationID{}
	for _, p := range t.parties {
		if p.as == AsParty { // who joins may do so between two signatures, and says so in its own
			asked = append(asked, p.organization)
		}
	}
	return Statement{
		Form: statementForm, Signature: sig.ID, Agreement: a.ID, Number: a.Number, Kind: a.Kind, Level: a.Level,
		Forum: statedForum{a.Forum.Kind, a.Forum.Region, a.Forum.Wijkverband}, Subject: a.Subject,
		Version: t.Version, Title: t.Title, Parent: t.parent, Text: json.RawMessage(t.body), Asked: asked, Party: sig.Party, As: sig.As,
		Signer: sig.Signer, At: moment(sig.At), Chain: statedLinks(sig.Chain.Links), Says: saysOf(sig.As),
	}
}

func saysOf(as string) string {
	if as == AsLeaving {
		return saysOut
	}
	return says
}

// Canonical gives the bytes of a statement that are hashed and kept.
func (s Statement) Canonical() ([]byte, error) { return canonical(s) }

// canonical encodes without the escapes that browsers need and people do not.
func canonical(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// ReadStatement reads a statement that was kept.
func ReadStatement(b []byte) (s Statement, err error) {
	if err := json.Unmarshal(b, &s); err != nil || s.Form != statementForm {
		return Statement{}, fault.New(fault.Invalid, "Deze verklaring is niet te lezen.", "this is not a statement of a form that is known").Because(err)
	}
	return s, nil
}

// Digest gives the SHA-256 of a statement, in hexadecimal digits.
func Digest(statement []byte) string {
	sum := sha256.Sum256(statement)
	return hex.EncodeToString(sum[:])
}

// sealed is what the platform's key signs of a statement.
func sealed(digest string) []byte { return []byte(statementForm + "\n" + digest) }

// seal signs a digest with the current key.
func seal(ring *keys.Ring, digest string) (Seal, error) {
	made, err := ring.Sign(keys.ForAgreements, sealed(digest))
	return Seal{Key: made.Key, Public: made.Public, Value: made.Value}, err
}

// SealHolds tells whether a seal is over a digest and by a key of the ring, also one that was retired.
func SealHolds(ring *keys.Ring, digest string, s Seal) (bool, error) {
	public, err := ring.Public(keys.ForAgreements, s.Key)
	switch {
	case fault.KindOf(err) == fault.NotFound && err != nil:
		return false, nil
	case err != nil:
		return false, err
	}
	return public.Equal(ed25519.PublicKey(s.Public)) && ed25519.Verify(public, sealed(digest), s.Value), nil
}
