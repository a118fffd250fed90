package api

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// contractRoutes are those on which organisations agree, sign, and show who is bound and by what mandate.
// What the parties made public everybody reads; the capability decides of the rest.
func (s *server) contractRoutes() {
	const of = "/agreements/{id}"
	get(s, "/agreement-kinds", "agreementKinds", "Soorten afspraken", s.agreementKinds)
	get(s, "/agreements/counts", "agreementCounts", "Hoeveel afspraken er zijn, op elk moment", s.agreementCounts)
	personal(s, "/agreements", "agreements", "Afspraken die u mag lezen, ook zoals het was", s.agreements)
	personal(s, "/agreements/tree", "agreementTree", "Welke afspraak welke uitwerkt, en wie dat nog niet deed", s.agreementTree)
	write(s, http.MethodGet, of, "agreement", "Eén afspraak, ook zoals zij was", s.agreement)
	personal(s, of+"/versions", "agreementVersions", "Alle versies van de tekst", s.agreementVersions)
	personal(s, of+"/redline", "agreementRedline", "Wat er tussen twee versies veranderde, woord voor woord", s.agreementRedline)
	personal(s, of+"/bound", "agreementBound", "Wie gebonden is, en door wie", s.agreementBound)
	personal(s, of+"/proof", "agreementProof", "Per handtekening het hele mandaat van dat moment", s.agreementProof)
	s.contractActs(of)
}

// contractAccess says for whom each of them is.
func contractAccess() (all []access.Route) {
	for _, path := range []string{"/agreement-kinds", "/agreements/counts", "/agreements", "/agreements/tree"} {
		all = append(all, access.Route{Pattern: "GET " + base + path, For: access.ForEveryone})
	}
	for _, r := range [][3]string{
		{"GET", "", "agreement.Get agreement.At"}, {"GET", "/versions", "agreement.Versions"}, {"GET", "/redline", "agreement.Versions"},
		{"GET", "/bound", "agreement.Bound"}, {"GET", "/proof", "agreement.Proof"}, {"PUT", "", "agreement.Change"},
		{"POST", "/offer", "agreement.Offer"}, {"POST", "/sign", "agreement.Sign"}, {"POST", "/object", "agreement.Object"},
		{"POST", "/settle", "agreement.Settle"}, {"POST", "/consult", "agreement.Consult"}, {"POST", "/advise", "agreement.Advise"},
		{"POST", "/accede", "agreement.Accede"}, {"POST", "/amend", "agreement.Amend"}, {"POST", "/review", "agreement.Review"},
		{"POST", "/resume", "agreement.Resume"}, {"POST", "/leave", "agreement.Leave"}, {"POST", "/end", "agreement.End"}, {"POST", "/publish", "agreement.Publish"},
		{"POST", "/withdraw", "agreement.Withdraw"},
	} {
		all = append(all, access.Route{Pattern: r[0] + " " + base + "/agreements/{id}" + r[1], For: access.ForAct, Acts: strings.Fields(r[2])})
	}
	return append(all, access.Route{Pattern: "POST " + base + "/agreements", For: access.ForAct, Acts: []string{"agreement.Draft"}})
}

type agreementKind struct {
	Code         agreement.Kind `json:"code"`
	Name         string         `json:"name"`
	Plain        string         `json:"plain" doc:"In gewone taal."`
	NationalOnly bool           `json:"national_only" doc:"Kan alleen gelden als er een landelijke afspraak over is."`
	Subject      string         `json:"subject" doc:"Waar een mandaat ervoor over gaat; zie /mandate-subjects."`
}

// agreementKinds answers GET /agreement-kinds.
func (s *server) agreementKinds(_ *struct{}, r request) (List[agreementKind], error) {
	found, err := s.Agreements.Kinds(r)
	items := make([]agreementKind, len(found))
	for i, k := range found {
		items[i] = agreementKind(k)
	}
	return all(items), err
}

// AgreementMoment is a moment of the past in a query. It is exported because huma fills no other embedded struct.
type AgreementMoment struct {
	At string `query:"at" doc:"Moment (RFC 3339); zonder is het nu." example:"2026-11-24T09:30:00Z"`
}

func (in *AgreementMoment) moment() (time.Time, error) {
	if in.At == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, in.At)
	if err != nil {
		return t, fault.InvalidField("at", "Geef een moment als 2026-11-24T09:30:00Z.", "expected a moment as in RFC 3339, such as 2026-11-24T09:30:00Z")
	}
	return t, nil
}

type agreementCountsInput struct {
	Region      string `query:"region" example:"rivierenzoom" doc:"Slug of id; zonder: overal."`
	Wijkverband string `query:"wijkverband" doc:"Slug of id."`
	AgreementMoment
}

type agreementCounts struct {
	Active  int                    `json:"active"`
	Review  int                    `json:"review" doc:"Wordt opnieuw bekeken."`
	Consent int                    `json:"consent" doc:"Ligt voor om te tekenen."`
	Draft   int                    `json:"draft"`
	Ended   int                    `json:"ended"`
	ByKind  map[agreement.Kind]int `json:"by_kind" doc:"Van wat geldt of opnieuw wordt bekeken."`
}

// agreementCounts answers GET /agreements/counts.
func (s *server) agreementCounts(in *agreementCountsInput, r request) (out agreementCounts, err error) {
	var q agreement.CountQuery
	if q.At, err = in.moment(); err != nil {
		return out, err
	}
	if q.Region, err = s.regionOf(r, in.Region); err != nil {
		return out, err
	}
	if q.Wijkverband, err = s.teamOf(r, in.Wijkverband); err != nil {
		return out, err
	}
	found, err := s.Agreements.Counts(r, q)
	return agreementCounts(found), err
}

type agreementsInput struct {
	Level       string `query:"level" enum:"wijk,region,nation"`
	Region      string `query:"region" example:"rivierenzoom" doc:"Slug of id."`
	Wijkverband string `query:"wijkverband" doc:"Slug of id."`
	State       string `query:"state" enum:"draft,consent,active,review,ended"`
	Binding     bool   `query:"binding" doc:"Alleen wat geldt of opnieuw wordt bekeken."`
	Party       string `query:"party" doc:"Id van een organisatie."`
	Kind        string `query:"kind" doc:"Code uit /agreement-kinds."`
	Parent      string `query:"parent" doc:"Id van de afspraak die zij uitwerken."`
	AgreementMoment
	Cursor string `query:"cursor" maxLength:"200" doc:"De next van de bladzijde ervoor; de rest van de vraag blijft gelijk."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"100" doc:"Hoeveel er op een bladzijde staan."`
}

// AgreementSummary is an agreement in a list. It is exported because huma documents no other embedded struct.
type AgreementSummary struct {
	ID     agreement.ID   `json:"id,omitempty" doc:"Leeg als u haar niet mag lezen."`
	Number int            `json:"number" doc:"Kort nummer, voor mensen."`
	Kind   agreement.Kind `json:"kind"`
	Level  string         `json:"level" enum:"wijk,region,nation"`
	ForumBody
	Title    string                   `json:"title"`
	State    agreement.State          `json:"state" enum:"draft,consent,active,review,ended"`
	Version  int                      `json:"version" doc:"Van de tekst."`
	Parent   agreement.ID             `json:"parent,omitempty" doc:"De afspraak die zij uitwerkt."`
	Public   bool                     `json:"public" doc:"Iedereen mag haar lezen."`
	Since    string                   `json:"since" format:"date-time" doc:"Sinds wanneer zij in deze stand is."`
	ReviewAt *string                  `json:"review_at" format:"date-time"`
	Until    *string                  `json:"until" format:"date-time"`
	Parties  []network.OrganizationID `json:"parties"`
}

func summaryBody(m *agreement.Summary, t tables) (b AgreementSummary, err error) {
	b = AgreementSummary{ID: m.ID, Number: m.Number, Kind: m.Kind, Level: m.Level, Title: m.Title, State: m.State, Version: m.Version, Parent: m.Parent, Public: m.Public,
		Since: stamp(m.Since), ReviewAt: stampOrNil(m.ReviewAt), Until: stampOrNil(m.Until), Parties: orEmpty(m.Parties)}
	b.ForumBody, err = t.of(m.Forum)
	return b, err
}

// orEmpty makes [] of nothing, rather than null.
func orEmpty[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

// agreements answers GET /agreements.
func (s *server) agreements(in *agreementsInput, r request) (out List[AgreementSummary], err error) {
	q := agreement.Query{Level: in.Level, State: agreement.State(in.State), Binding: in.Binding, Party: network.OrganizationID(in.Party), Kind: agreement.Kind(in.Kind),
		Parent: agreement.ID(in.Parent), After: in.Cursor, Limit: in.Limit}
	if q.At, err = in.moment(); err != nil {
		return out, err
	}
	if q.Region, err = s.regionOf(r, in.Region); err != nil {
		return out, err
	}
	if q.Wijkverband, err = s.teamOf(r, in.Wijkverband); err != nil {
		return out, err
	}
	found, err := s.Agreements.List(r, r.actor(), q)
	if err != nil {
		return out, err
	}
	out = List[AgreementSummary]{Items: make([]AgreementSummary, len(found.Items)), Next: found.Next, Total: &found.Total}
	t := s.tables(r)
	for i := range found.Items {
		if out.Items[i], err = summaryBody(&found.Items[i], t); err != nil {
			return out, err
		}
	}
	return out, nil
}

type agreementTreeInput struct {
	Root   string `query:"root" doc:"Id van een afspraak: zij en alles eronder."`
	Region string `query:"region" example:"rivierenzoom" doc:"Slug of id: hoe deze regio uitwerkt, tot in haar wijken."`
	AgreementMoment
}

type agreementNode struct {
	AgreementSummary
	Hidden   bool             `json:"hidden" doc:"U mag haar niet lezen: u ziet alleen dat zij er is."`
	Children []agreementNode  `json:"children" doc:"Wat haar uitwerkt."`
	Without  []agreementPlace `json:"without" doc:"Regio's of wijkverbanden die haar nog niet uitwerken."`
}

type agreementPlace struct {
	Region      network.RegionID      `json:"region"`
	Wijkverband network.WijkverbandID `json:"wijkverband,omitempty"`
	Name        string                `json:"name"`
}

// agreementTree answers GET /agreements/tree.
func (s *server) agreementTree(in *agreementTreeInput, r request) (List[agreementNode], error) {
	var none List[agreementNode]
	at, err := in.moment()
	if err != nil {
		return none, err
	}
	region, err := s.regionOf(r, in.Region)
	if err != nil {
		return none, err
	}
	found, err := s.Agreements.Tree(r, r.actor(), agreement.ID(in.Root), region, at)
	if err != nil {
		return none, err
	}
	nodes, err := nodeBodies(found, s.tables(r))
	return all(nodes), err
}

func nodeBodies(found []agreement.Node, t tables) (out []agreementNode, err error) {
	out = make([]agreementNode, len(found))
	for i := range found {
		n := &found[i]
		b := agreementNode{Hidden: n.Hidden, Without: make([]agreementPlace, len(n.Without))}
		if b.AgreementSummary, err = summaryBody(&n.Summary, t); err != nil {
			return nil, err
		}
		for k, p := range n.Without {
			b.Without[k] = agreementPlace(p)
		}
		if b.Children, err = nodeBodies(n.Children, t); err != nil {
			return nil, err
		}
		out[i] = b
	}
	return out, nil
}

// AgreementPath is exported because huma fills no other embedded struct.
type AgreementPath struct {
	ID string `path:"id" doc:"Id van de afspraak."`
}

func (in *AgreementPath) agreement() (agreement.ID, error) { return id.Parse[agreement.ID](in.ID) }

// agreementAtInput asks of an agreement at a moment.
type agreementAtInput struct {
	AgreementPath
	AgreementMoment
}

func (in *agreementAtInput) asked() (which agreement.ID, at time.Time, err error) {
	if which, err = in.agreement(); err == nil {
		at, err = in.moment()
	}
	return which, at, err
}

// agreement answers GET /agreements/{id}.
func (s *server) agreement(in *agreementAtInput, r request) (written[agreementBody], error) {
	which, at, err := in.asked()
	if err != nil {
		return written[agreementBody]{}, err
	}
	if at.IsZero() {
		return s.wroteAgreement(r)(s.Agreements.Get(r, r.actor(), which))
	}
	return s.wroteAgreement(r)(s.Agreements.At(r, r.actor(), which, at))
}

// agreementVersions answers GET /agreements/{id}/versions.
func (s *server) agreementVersions(in *AgreementPath, r request) (List[agreementText], error) {
	which, err := in.agreement()
	if err != nil {
		return List[agreementText]{}, err
	}
	found, err := s.Agreements.Versions(r, r.actor(), which)
	items := make([]agreementText, len(found))
	for i := range found {
		items[i] = textBody(&found[i])
	}
	return all(items), err
}

type redlineInput struct {
	AgreementPath
	From int `query:"from" minimum:"0" doc:"Versie; zonder: die ervoor."`
	To   int `query:"to" minimum:"0" doc:"Versie; zonder: de nieuwste."`
}

type redlineClause struct {
	Number  string         `json:"number"`
	Op      string         `json:"op" enum:"same,added,removed,changed"`
	Heading []redlinePiece `json:"heading"`
	Text    []redlinePiece `json:"text"`
}

type redlinePiece struct {
	Op   string `json:"op" enum:"same,added,removed"`
	Text string `json:"text"`
}

type redlineBody struct {
	From    int             `json:"from"`
	To      int             `json:"to"`
	Clauses []redlineClause `json:"clauses"`
}

// agreementRedline answers GET /agreements/{id}/redline.
func (s *server) agreementRedline(in *redlineInput, r request) (out redlineBody, err error) {
	which, err := in.agreement()
	if err != nil {
		return out, err
	}
	found, err := s.Agreements.Versions(r, r.actor(), which)
	if err != nil || len(found) == 0 {
		return out, err
	}
	at := func(version, otherwise int, field string) (t agreement.Text, err error) {
		if version == 0 {
			return found[max(0, otherwise)], nil
		}
		i := slices.IndexFunc(found, func(t agreement.Text) bool { return t.Version == version })
		if i < 0 {
			return t, fault.InvalidField(field, "Deze versie is er niet.", "no such version")
		}
		return found[i], nil
	}
	to, err := at(in.To, len(found)-1, "to")
	if err != nil {
		return out, err
	}
	from, err := at(in.From, slices.IndexFunc(found, func(t agreement.Text) bool { return t.Version == to.Version })-1, "from")
	if err != nil {
		return out, err
	}
	pieces := func(all []agreement.Piece) []redlinePiece {
		out := make([]redlinePiece, len(all))
		for i, p := range all {
			out[i] = redlinePiece(p)
		}
		return out
	}
	out = redlineBody{From: from.Version, To: to.Version, Clauses: []redlineClause{}}
	for _, c := range agreement.Redline(from.Body.Clauses, to.Body.Clauses) {
		out.Clauses = append(out.Clauses, redlineClause{c.Number, c.Op, pieces(c.Heading), pieces(c.Text)})
	}
	return out, nil
}

type agreementBond struct {
	Organization network.OrganizationID `json:"organization"`
	As           string                 `json:"as" enum:"party,acceded,member"`
	Through      network.OrganizationID `json:"through" doc:"De partij die tekende: de organisatie zelf, of die waar zij bij hoort."`
	Signature    agreement.SignatureID  `json:"signature"`
	Affiliation  mandate.AffiliationID  `json:"affiliation,omitempty"`
	Since        string                 `json:"since" format:"date-time"`
}

// agreementBound answers GET /agreements/{id}/bound.
func (s *server) agreementBound(in *agreementAtInput, r request) (List[agreementBond], error) {
	which, at, err := in.asked()
	if err != nil {
		return List[agreementBond]{}, err
	}
	found, err := s.Agreements.Bound(r, r.actor(), which, at)
	items := make([]agreementBond, len(found))
	for i, b := range found {
		items[i] = agreementBond{b.Organization, b.As, b.Through, b.Signature, b.Affiliation, stamp(b.Since)}
	}
	return all(items), err
}
