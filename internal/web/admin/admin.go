// Package admin is where who administers the platform looks after it: people and their roles, programs
// of others, keys, files brought in, work that waits. What it shows of people is a name and a role; of
// the data of the platform it shows nothing.
//
// Each page asks an act of a capability, which decides who may see it and records the look.
package admin

import (
	"context"
	"net/http"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/custody"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/mirror"
	"eerstelijn/internal/fhir/peer"
	"eerstelijn/internal/fhir/subscription"
	"eerstelijn/internal/identity/client"
	"eerstelijn/internal/identity/invitation"
	"eerstelijn/internal/identity/roles"
	"eerstelijn/internal/network"
	"eerstelijn/internal/upkeep"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// Path is where these pages begin.
const Path = "/beheer"

// Needs is what these pages stand on, beside the site.
type Needs struct {
	Roles   *roles.Service
	Clients *client.Service
	Custody *custody.Service
	Upkeep  *upkeep.Service
	// Invitations help back in who cannot sign in any more; nil where nobody has a passkey.
	Invitations *invitation.Service
	Mirror      *mirror.Service
	Peers       *peer.Service
	Hearing     *subscription.Service
	// SetAside counts the FHIR resources that could not be rendered; nil where nothing is.
	SetAside func(ctx context.Context) (int64, error)
	Facts    Facts
}

// Facts are the choices of the operator that the pages show.
type Facts struct {
	Version string
	Public  string
	Strict  bool
	Issuers []string // names of the providers of identity
}

// Page is all pages of the administrator.
type Page struct {
	*site.Site
	Needs
}

// frame gives the frame of a page; crumbs lead to it from the first.
func (p Page) frame(r *http.Request, title string, crumbs ...ui.Link) ui.PageView {
	v := p.Frame(r, title)
	v.Work = true
	if r.URL.Path != Path {
		v.Crumbs = append(append([]ui.Link{{Text: "Beheer", Href: Path}}, crumbs...), ui.Link{Text: title})
	}
	return v
}

// said are the words for what was just done. What stands in an address is never shown as it is.
var said = map[string]string{
	"rol":        "De rol is gewijzigd. Deze persoon logt opnieuw in.",
	"herstel":    "Deze persoon is overal uitgelogd. De link om opnieuw te beginnen gaat naar het bekende mailadres.",
	"vertrokken": "Vastgelegd. Deze persoon is uitgelogd en kan niet meer inloggen.",
	"voorstel":   "Uw voorstel wacht op een tweede persoon. Een andere beheerder vindt het onder Voorstellen.",
	"koppeling":  "De koppeling is toegevoegd. Geef de leverancier het nummer hieronder.",
	"rechten":    "De rechten zijn gewijzigd.",
	"beeindigd":  "De koppeling is beëindigd. Toegang die al was gegeven werkt niet meer.",
	"akkoord":    "U bent akkoord gegaan. Het is uitgevoerd.",
	"afgewezen":  "Het voorstel is vervallen.",
	"opnieuw":    "De taak wordt opnieuw gedaan.",
}

func justDone(r *http.Request) string { return said[site.Done(r)] }

type overview struct {
	frame   ui.PageView
	done    string
	facts   Facts
	state   upkeep.State
	keys    custody.Status
	waiting int // proposals
	aside   int // FHIR resources that could not be rendered
}

// Get shows how the platform stands.
func (p Page) Get(w http.ResponseWriter, r *http.Request) error {
	who := p.SignedIn(r)
	if err := forAdministrators(who); err != nil {
		return err
	}
	v := overview{frame: p.frame(r, "Beheer"), done: justDone(r), facts: p.Facts}
	var err error
	if v.state, err = p.Upkeep.State(r.Context(), who); err != nil {
		return err
	}
	if v.keys, err = p.Custody.Status(r.Context(), who); err != nil {
		return err
	}
	proposals, err := p.Approvals.List(r.Context(), who)
	if err != nil {
		return err
	}
	v.waiting = len(proposals)
	if p.SetAside != nil {
		n, err := p.SetAside(r.Context())
		if err != nil {
			return err
		}
		v.aside = int(n)
	}
	return p.Render(w, r, http.StatusOK, overviewPage(v))
}

// tryFor bounds a try at a page: whoever looks must get an answer.
const tryFor = 40 * time.Second

// forAdministrators says in plain words whom these pages are for. The acts decide by themselves.
func forAdministrators(who access.Actor) error {
	if who.Role == access.PlatformAdmin {
		return nil
	}
	return fault.New(fault.Denied, "Deze pagina is voor wie dit platform beheert.", "for administrators of the platform")
}

// Retry makes a job that was put aside due again.
func (p Page) Retry(w http.ResponseWriter, r *http.Request) error {
	if err := p.Upkeep.Retry(r.Context(), p.SignedIn(r), upkeep.JobID(r.PathValue("id"))); err != nil {
		return err
	}
	return site.Lead(w, r, Path, "opnieuw")
}

// organization is a name to show; an organisation that is gone has none.
func (p Page) organization(ctx context.Context, id network.OrganizationID) (string, error) {
	if id == "" {
		return "", nil
	}
	o, err := p.Network.Organization(ctx, id)
	if fault.KindOf(err) == fault.NotFound {
		return "", nil
	}
	return o.Name, err
}

// sealAge says how long ago the last seal was made.
func (v overview) sealAge() time.Duration { return v.state.At.Sub(v.state.Seal.At) }

// sealLate tells whether entries wait for a seal longer than they should.
func (v overview) sealLate() bool {
	return v.state.Seal.Head > v.state.Seal.Last && v.sealAge() > 5*time.Minute
}

func (v overview) current() custody.Key {
	for _, k := range v.keys.Keys {
		if k.Current {
			return k
		}
	}
	return custody.Key{}
}
