package api

import (
	"context"
	"net/http"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/launch"
	"eerstelijn/internal/network"
)

// recordSystemRoutes are those of the record systems from which people open this site, as on the page
// /beheer/dossiersystemen.
func (s *server) recordSystemRoutes() {
	personal(s, "/record-systems", "recordSystems", "De dossiersystemen van waaruit mensen Eerstelijn openen (beheerder)", s.recordSystems)
	personal(s, "/record-systems/{id}", "recordSystem", "Eén dossiersysteem, met de adressen die de leverancier nodig heeft", s.recordSystem)
	creating(s, "/record-systems", "addRecordSystem", "Een dossiersysteem toevoegen. De adressen en de organisatie liggen daarna vast: daaraan hangt wie iemand is", s.addRecordSystem)
	write(s, http.MethodPost, "/record-systems/{id}/change", "changeRecordSystem", "Wijzigen hoe mensen binnenkomen; wat u niet noemt, blijft zoals het is", s.changeRecordSystem)
	open := func(path, name, summary string, on bool) {
		write(s, http.MethodPost, "/record-systems/{id}"+path, name, summary, func(in *RecordSystemPath, r request) (written[recordSystem], error) {
			return s.setRecordSystem(in, r, launch.Change{On: &on})
		})
	}
	open("/off", "recordSystemOff", "Openen uitzetten: er komt niemand meer binnen. Wie al binnen is, blijft dat tot het einde van de sessie", false)
	open("/on", "recordSystemOn", "Openen weer aanzetten", true)
	write(s, http.MethodPost, "/record-systems/{id}/try", "tryRecordSystem", "Lezen wat een dossiersysteem over zichzelf zegt; er verandert niets", s.tryRecordSystem)
}

// assurances are how sure the platform can be of somebody, as they are written here.
var assurances = map[string]access.Assurance{"low": access.Low, "substantial": access.Substantial, "high": access.High}

func assuranceName(level access.Assurance) string {
	for name, is := range assurances {
		if is == level {
			return name
		}
	}
	return ""
}

// RecordSystemBody is a record system as somebody names it. It is exported because huma fills no other
// embedded struct.
type RecordSystemBody struct {
	Name         string                 `json:"name" doc:"Zoals de mensen die erin werken het noemen."`
	Organization network.OrganizationID `json:"organization_id" doc:"Alleen haar mensen komen binnen."`
	Base         string                 `json:"base" doc:"Het FHIR-adres (iss); begint met https://."`
	Issuer       string                 `json:"issuer" doc:"De inlogdienst, letter voor letter zoals in de tokens."`
	Client       string                 `json:"client_id" doc:"De naam waaronder het dossiersysteem ons kent."`
	Assurance    string                 `json:"assurance" enum:"low,substantial,high" doc:"Zo zeker zijn wij van wie er binnenkomt, en niet zekerder."`
	Patient      bool                   `json:"patient" required:"false" doc:"Of postcode, taal en leeftijd uit het open dossier gelezen worden om het formulier in te vullen; zonder is het nee."`
	Signed       bool                   `json:"signed" required:"false" doc:"Of wij daar met een handtekening bewijzen wie wij zijn (client-confidential-asymmetric); zonder zijn wij er een publiek programma. Onze publieke sleutels staan op /.well-known/jwks.json."`
}

type recordSystem struct {
	ID launch.SystemID `json:"id"`
	RecordSystemBody
	State  string  `json:"state" enum:"on,off" doc:"Of iemand ermee binnenkomt."`
	Launch string  `json:"launch_url" doc:"Startadres, voor de leverancier."`
	Back   string  `json:"redirect_uri" doc:"Terugkeeradres, voor de leverancier."`
	MadeAt string  `json:"made_at" format:"date-time"`
	Used   *string `json:"used_at" format:"date-time" doc:"Wanneer er voor het laatst iemand vandaan kwam; null: nooit."`
}

func (s *server) showRecordSystem(l *launch.System) recordSystem {
	site := strings.TrimSuffix(s.Address, "/")
	out := recordSystem{ID: l.ID, State: "off", Launch: site + launch.Path, Back: site + launch.BackPath(l.ID), MadeAt: stamp(l.Made), Used: stampOrNil(l.Used),
		RecordSystemBody: RecordSystemBody{Name: l.Name, Organization: l.Organization, Base: l.Base, Issuer: l.Issuer, Client: l.ClientID, Assurance: assuranceName(l.Assurance), Patient: l.Patient, Signed: l.Signed}}
	if l.On {
		out.State = "on"
	}
	return out
}

// recordSystems answers GET /record-systems.
func (s *server) recordSystems(_ *struct{}, r request) (List[recordSystem], error) {
	found, err := s.Launches.Systems(r, r.actor())
	if err != nil {
		return List[recordSystem]{}, err
	}
	return listed(found, func(l *launch.System) (recordSystem, error) { return s.showRecordSystem(l), nil })
}

// RecordSystemPath names a record system. It is exported because huma fills no other embedded struct.
type RecordSystemPath struct {
	ID string `path:"id" doc:"Id van het dossiersysteem."`
}

// recordSystem answers GET /record-systems/{id}.
func (s *server) recordSystem(in *RecordSystemPath, r request) (recordSystem, error) {
	found, err := s.Launches.Systems(r, r.actor())
	l, err := pick(found, err, func(l *launch.System) bool { return string(l.ID) == in.ID }, fault.Missing("Dit dossiersysteem kennen wij niet.", "record system not found"))
	if err != nil {
		return recordSystem{}, err
	}
	return s.showRecordSystem(l), nil
}

type recordSystemInput struct{ Body RecordSystemBody }

// addRecordSystem answers POST /record-systems.
func (s *server) addRecordSystem(in *recordSystemInput, r request) (out written[recordSystem], err error) {
	b := &in.Body
	made, err := s.Launches.Add(r, r.actor(), launch.System{Name: b.Name, Base: b.Base, Issuer: b.Issuer, ClientID: b.Client, Organization: b.Organization, Assurance: assurances[b.Assurance], Patient: b.Patient, Signed: b.Signed})
	if err != nil {
		return out, calledHere(err, map[string]string{"organization": "organization_id"})
	}
	out.Location = base + "/record-systems/" + string(made)
	out.Body, err = s.recordSystem(&RecordSystemPath{string(made)}, r)
	return out, err
}

type recordSystemChange struct {
	RecordSystemPath
	Body struct {
		Client    *string `json:"client_id,omitempty" doc:"De naam waaronder het dossiersysteem ons kent."`
		Assurance *string `json:"assurance,omitempty" enum:"low,substantial,high" doc:"Zo zeker zijn wij van wie er binnenkomt."`
		Patient   *bool   `json:"patient,omitempty" doc:"Of postcode, taal en leeftijd uit het open dossier gelezen worden."`
		Signed    *bool   `json:"signed,omitempty" doc:"Of wij daar met een handtekening bewijzen wie wij zijn."`
	}
}

// changeRecordSystem answers POST /record-systems/{id}/change.
func (s *server) changeRecordSystem(in *recordSystemChange, r request) (written[recordSystem], error) {
	b := &in.Body
	c := launch.Change{ClientID: b.Client, Patient: b.Patient, Signed: b.Signed}
	if b.Assurance != nil {
		c.Assurance = new(assurances[*b.Assurance])
	}
	if c == (launch.Change{}) {
		return written[recordSystem]{}, nothingToChange()
	}
	return s.setRecordSystem(&in.RecordSystemPath, r, c)
}

func (s *server) setRecordSystem(which *RecordSystemPath, r request, c launch.Change) (out written[recordSystem], err error) {
	if err = s.Launches.Set(r, r.actor(), launch.SystemID(which.ID), c); err == nil {
		out.Body, err = s.recordSystem(which, r)
	}
	return out, err
}

type recordSystemTrial struct {
	Fits      bool       `json:"fits" doc:"Of iemand Eerstelijn zo kan openen."`
	Error     *bilingual `json:"error,omitempty" doc:"Waarom er geen antwoord kwam; staat er niet als het kwam."`
	Lacks     []string   `json:"lacks" doc:"Wat er niet klopt in .well-known/smart-configuration, met de namen van de standaard."`
	Authorize string     `json:"authorization_endpoint,omitempty"`
	Token     string     `json:"token_endpoint,omitempty"`
	JWKS      string     `json:"jwks_uri,omitempty"`
}

// tryRecordSystem answers POST /record-systems/{id}/try.
func (s *server) tryRecordSystem(in *RecordSystemPath, r request) (out written[recordSystemTrial], err error) {
	ctx, cancel := context.WithTimeout(r, tryFor)
	defer cancel()
	rep, err := s.Launches.Try(ctx, r.actor(), launch.SystemID(in.ID))
	if err != nil {
		return out, unreached(r, err)
	}
	out.Body = recordSystemTrial{Error: trouble(rep.Problem), Lacks: some(rep.Lacks), Authorize: rep.Document.Authorize, Token: rep.Document.Token, JWKS: rep.Document.JWKS}
	out.Body.Fits = out.Body.Error == nil && len(rep.Lacks) == 0
	return out, nil
}
