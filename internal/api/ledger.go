package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"eerstelijn/internal/audit"
	"eerstelijn/internal/identity"
)

// ledgerEntry is an act or look, with the fields that NEN 7513 asks for.
type ledgerEntry struct {
	Seq          int64           `json:"seq" doc:"Volgnummer, zonder gaten; 0 zolang het nog komt."`
	ID           string          `json:"id"`
	At           time.Time       `json:"at"`
	Act          string          `json:"act" example:"directory.Save"`
	ActNL        string          `json:"act_nl" doc:"De handeling in gewoon Nederlands."`
	Sort         string          `json:"sort" doc:"C, R, U, D of E; leeg als dat niet bekend is."`
	Outcome      string          `json:"outcome" enum:"done,refused,failed"`
	Person       string          `json:"person" doc:"Nummer van wie het deed."`
	Name         string          `json:"name,omitempty" doc:"Naam, als u die mag zien en zij niet gewist is."`
	Role         string          `json:"role"`
	Organization string          `json:"organization,omitempty"`
	OnBehalfOf   string          `json:"on_behalf_of,omitempty"`
	Session      string          `json:"session,omitempty"`
	Assurance    uint8           `json:"assurance" doc:"Zekerheid van inloggen: 0 geen, 1 laag, 2 substantieel, 3 hoog."`
	Via          string          `json:"via,omitempty"`
	Origin       string          `json:"origin,omitempty" doc:"Versleuteld netwerkadres."`
	Reason       string          `json:"reason" doc:"De zinnen van de regels die beslisten, of wat er mis ging."`
	Policy       string          `json:"policy" doc:"Nummers van die regels."`
	Purpose      string          `json:"purpose,omitempty"`
	Relation     string          `json:"relation,omitempty"`
	Consent      string          `json:"consent,omitempty"`
	Emergency    bool            `json:"emergency,omitempty"`
	Region       string          `json:"region,omitempty"`
	Area         string          `json:"area,omitempty"`
	Source       string          `json:"source,omitempty"`
	Trace        string          `json:"trace,omitempty"`
	Found        *int64          `json:"found,omitempty" doc:"Hoeveel er gezien is; 0 is een zoekvraag zonder resultaat."`
	Subjects     []ledgerSubject `json:"subjects"`
	Change       any             `json:"change,omitempty" doc:"Nummers, codes en aantallen."`
}

type ledgerSubject struct {
	Type string `json:"type"`
	ID   string `json:"id"`
}

func showEntries(p audit.Page) List[ledgerEntry] {
	items := make([]ledgerEntry, len(p.Entries))
	for i, e := range p.Entries {
		items[i] = showEntry(e)
	}
	return List[ledgerEntry]{Items: items, Next: p.Next}
}

func showEntry(e audit.Entry) ledgerEntry {
	subjects := make([]ledgerSubject, len(e.Subjects))
	for i, s := range e.Subjects {
		subjects[i] = ledgerSubject(s)
	}
	var change any
	if len(e.Change) > 2 { // more than {}
		change = json.RawMessage(e.Change)
		if !json.Valid(e.Change) {
			change = nil
		}
	}
	return ledgerEntry{
		Seq: e.Seq, ID: string(e.ID), At: e.At, Act: e.Act, ActNL: e.ActNL, Sort: e.Sort, Outcome: string(e.Outcome),
		Person: e.Person, Name: e.PersonName, Role: e.Role, Organization: e.Organization, OnBehalfOf: e.OnBehalfOf,
		Session: e.Session, Assurance: e.Assurance, Via: e.Via, Origin: e.Origin, Reason: e.Reason, Policy: e.Policy,
		Purpose: e.Grounds.Purpose, Relation: e.Grounds.Relation, Consent: e.Grounds.Consent, Emergency: e.Grounds.Emergency,
		Region: e.Region, Area: e.Area, Source: e.Source, Trace: e.Trace, Found: e.Found, Subjects: subjects, Change: change,
	}
}

type ledgerInput struct {
	Person       string    `query:"person" doc:"Nummer van een persoon."`
	Organization string    `query:"organization"`
	Region       string    `query:"region"`
	Act          string    `query:"act" example:"directory.Save"`
	Outcome      string    `query:"outcome" enum:"done,refused,failed"`
	SubjectType  string    `query:"subject_type" example:"service"`
	SubjectID    string    `query:"subject_id"`
	Since        time.Time `query:"since" doc:"Vanaf dit moment."`
	Before       time.Time `query:"before" doc:"Vóór dit moment."`
	Cursor       string    `query:"cursor" doc:"next van de vorige bladzijde."`
	Limit        int       `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// ledger answers GET /ledger: all of it for an auditor, their organisation's for a machine.
func (s *server) ledger(in *ledgerInput, r request) (List[ledgerEntry], error) {
	p, err := s.Audit.Search(r, identity.ActorOf(r), audit.Query{
		Person: in.Person, Organization: in.Organization, Region: in.Region, Act: in.Act, Outcome: in.Outcome,
		SubjectType: in.SubjectType, SubjectID: in.SubjectID, Since: in.Since, Before: in.Before, Cursor: in.Cursor, Limit: in.Limit,
	})
	return showEntries(p), err
}

type ledgerSeqInput struct {
	Seq int64 `path:"seq" minimum:"1" doc:"Volgnummer."`
}

// ledgerProof answers GET /ledger/{seq}/proof.
func (s *server) ledgerProof(in *ledgerSeqInput, r request) (ledgerProof, error) {
	p, err := s.Audit.Proof(r, identity.ActorOf(r), in.Seq)
	if err != nil {
		return ledgerProof{}, err
	}
	out := ledgerProof{Seq: p.Seq, Leaf: p.Leaf.String(), Index: p.Index, Size: p.Size, Path: make([]string, len(p.Hashes)), Seal: showSeal(p.Seal), Holds: p.Holds(), KeyKnown: !p.KeyUnknown()}
	for i, h := range p.Hashes {
		out.Path[i] = h.String()
	}
	return out, nil
}

type ledgerProof struct {
	Seq   int64    `json:"seq"`
	Leaf  string   `json:"leaf" doc:"SHA-256 van de regel zoals zij nu is."`
	Index int64    `json:"index" doc:"Plaats van het blad, vanaf 0."`
	Size  int64    `json:"size" doc:"Aantal bladeren onder het zegel."`
	Path  []string `json:"path" doc:"Hashes van blad naar wortel (RFC 6962)."`
	Seal  seal     `json:"seal"`
	Holds bool     `json:"holds" doc:"Zoals dit programma het narekent; reken het zelf na met de wortel die elders bekendgemaakt is."`
	// KeyKnown tells an altered ledger from a key file that is not the right one.
	KeyKnown bool `json:"key_known" doc:"false: alles past, maar het zegel is gezet met een sleutel die dit systeem nooit had. Dan is holds false."`
}

type seal struct {
	Number    int64     `json:"number"`
	At        time.Time `json:"at"`
	First     int64     `json:"first"`
	Last      int64     `json:"last"`
	Root      string    `json:"root" doc:"Merkle-wortel (RFC 6962)."`
	Former    string    `json:"former" doc:"Hash van het zegel ervoor; nullen bij het eerste."`
	Key       string    `json:"key"`
	Public    []byte    `json:"public" doc:"Ed25519."`
	Signature []byte    `json:"signature"`
}

func showSeal(s audit.Seal) seal {
	return seal{s.Number, s.At, s.First, s.Last, s.Root.String(), s.Former.String(), s.Key, s.Public, s.Signature}
}

type sealsInput struct {
	After int64 `query:"after" minimum:"0" doc:"Zegels na dit nummer; ten hoogste 1000."`
}

// seals answers GET /seals, for everybody.
func (s *server) seals(in *sealsInput, r request) (List[seal], error) {
	found, err := s.Audit.Seals(r, in.After)
	items := make([]seal, len(found))
	for i, one := range found {
		items[i] = showSeal(one)
	}
	return List[seal]{Items: items}, err
}

type ownActsInput struct {
	Cursor string `query:"cursor" doc:"next van de vorige bladzijde."`
}

// ownActs answers GET /me/acts.
func (s *server) ownActs(in *ownActsInput, r request) (List[ledgerEntry], error) {
	p, err := s.Audit.Own(r, identity.ActorOf(r), in.Cursor)
	return showEntries(p), err
}

// ledgerRoutes adds what reads the ledger.
func (s *server) ledgerRoutes() {
	personal(s, "/ledger", "ledger", "Zoeken in het logboek (toezicht, of een programma met ledger:read)", s.ledger)
	personal(s, "/ledger/{seq}/proof", "ledgerProof", "Bewijs dat een regel van het logboek niet gewijzigd is", s.ledgerProof)
	get(s, "/seals", "seals", "De zegels van het logboek; openbaar", s.seals)
	personal(s, "/me/acts", "ownActs", "Mijn eigen handelingen", s.ownActs)
}

// kept is an answer that nothing on the way may keep.
type kept[B any] struct {
	CacheControl string `header:"Cache-Control"`
	Body         B
}

// onRecord marks an operation that leaves an entry in the ledger each time.
const onRecord = "on-record"

// personal adds a read that is on record and meant for who asks alone.
func personal[I, B any](s *server, path, id, summary string, answer func(in *I, r request) (B, error)) {
	op := operation(http.MethodGet, path, id, summary)
	op.Metadata = map[string]any{onRecord: true}
	huma.Register(s.huma, op, func(ctx context.Context, in *I) (*kept[B], error) {
		body, err := answer(in, request{ctx, s.Now()})
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return &kept[B]{"no-store", body}, nil
	})
}
