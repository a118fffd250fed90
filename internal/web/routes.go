package web

import (
	"net/http"

	"eerstelijn/internal/web/about"
	"eerstelijn/internal/web/admin"
	"eerstelijn/internal/web/agreement"
	"eerstelijn/internal/web/approve"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/bottleneck"
	"eerstelijn/internal/web/country"
	"eerstelijn/internal/web/elsewhere"
	"eerstelijn/internal/web/home"
	"eerstelijn/internal/web/meeting"
	"eerstelijn/internal/web/net"
	"eerstelijn/internal/web/offer"
	"eerstelijn/internal/web/others"
	"eerstelijn/internal/web/place"
	"eerstelijn/internal/web/reading"
	"eerstelijn/internal/web/record"
	"eerstelijn/internal/web/region"
	"eerstelijn/internal/web/report"
	"eerstelijn/internal/web/room"
	"eerstelijn/internal/web/search"
	"eerstelijn/internal/web/service"
	"eerstelijn/internal/web/signin"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/today"
	"eerstelijn/internal/web/ui"
	"eerstelijn/internal/web/whonow"
	"eerstelijn/internal/web/why"
	"eerstelijn/internal/web/wijk"
)

// routes is every path there is.
func (s *server) routes() {
	s.speak("GET /{$}", home.Page{Site: s.Site}.Get)
	s.speak("GET "+site.SearchPath, search.Page{Site: s.Site}.Get)
	s.speak("POST "+site.SearchPath, search.Page{Site: s.Site}.Post)
	s.speak("GET /aanbod/{id}", service.Page{Site: s.Site}.Get)
	s.speak("GET /wie-nu", whonow.Page{Site: s.Site}.Get)
	s.speak("POST /wie-nu", whonow.Page{Site: s.Site}.Post)
	s.handle("GET /regio/{slug}", region.Page{Site: s.Site}.Get)
	s.handle("GET /regio/{slug}/dekking.csv", region.Page{Site: s.Site}.File)
	s.handle("GET /wijk/{slug}", wijk.Page{Site: s.Site}.Get)
	s.handle("GET /land", country.Page{Site: s.Site}.Get)
	s.handle("GET "+country.FilePath, country.Page{Site: s.Site}.File)
	s.handle("POST "+ui.ReadingPath, reading.Page{Site: s.Site}.Post)
	s.speak("GET /toegankelijkheid", about.Page{Site: s.Site}.Accessibility)
	s.speak("GET /privacy", about.Page{Site: s.Site}.Privacy)

	s.handle("GET "+record.Path, record.Page{Site: s.Site}.Get)
	s.handle("POST "+record.Path, record.Page{Site: s.Site}.Post)
	s.handle("GET "+record.Path+"/{seq}", record.Page{Site: s.Site}.Entry)
	s.handle("GET "+record.OwnPath, record.Page{Site: s.Site}.Own)
	s.handle("POST "+record.OverPath, record.Page{Site: s.Site}.Over)
	s.handle("POST "+record.CopyPath, record.Page{Site: s.Site}.Propose)
	s.handle("POST "+record.CopyPath+"/{id}", record.Page{Site: s.Site}.Take)

	s.handle("GET /werk", today.Page{Site: s.Site}.Get)
	s.handle("POST /werk/aanbod/{id}/klopt", today.Page{Site: s.Site}.Confirm)
	s.handle("GET "+offer.Path+"/{id}/voorbeeld", service.Page{Site: s.Site}.Preview)
	offer.Page{Site: s.Site}.Mount(s.handle)
	report.Page{Site: s.Site}.Mount(s.handle)
	room.Page{Site: s.Site}.Mount(s.handle)
	place.Page{Site: s.Site}.Mount(s.handle)
	if s.Notified != nil {
		elsewhere.Page{Site: s.Site}.Mount(s.handle)
	}
	bottleneck.Page{Site: s.Site}.Mount(s.handle)
	agreement.Page{Site: s.Site}.Mount(s.handle)
	meeting.Page{Site: s.Site}.Mount(s.handle)

	s.handle("GET "+signin.Path, s.signIn.Get)
	s.handle("GET "+signin.Path+"/{issuer}", s.signIn.Go)
	s.handle("GET "+signin.Path+"/{issuer}/terug", s.signIn.Back)
	s.handle("GET "+signin.Path+"/{issuer}/uit", s.signIn.OutThere)
	s.handle("POST "+signin.Path+"/{issuer}/bericht", s.signIn.Message)
	s.handle("POST "+signin.OutPath, s.signIn.Out)

	if s.Launches != nil {
		s.arrive.Mount(s.handle)
	}

	net.Page{Site: s.Site}.Mount(s.handle)
	approve.Page{Site: s.Site}.Mount(s.handle)
	s.handle("GET "+site.WhyPage, why.Page{Site: s.Site}.Get)

	if s.admin.Clients != nil {
		s.administration()
	}

	if s.picker != nil {
		s.handle("GET /demo", s.picker.Get)
		s.handle("POST /demo/als/{id}", s.picker.SignIn)
		s.handle("POST /demo/uit", s.picker.SignOut)
		s.played.Mount(s.handle)
	}
	if s.others != nil {
		others.Pages{Site: s.Site, System: s.others}.Mount(s.handle)
	}
	s.put(assets.Prefix, assets.Handler())
	s.put("GET /favicon.ico", http.RedirectHandler(assets.URL(assets.Sign), http.StatusMovedPermanently))
}

// administration is where who administers the platform looks after it.
func (s *server) administration() {
	s.handle("GET "+admin.Path, s.admin.Get)
	s.handle("POST "+admin.Path+"/taken/{id}/opnieuw", s.admin.Retry)
	s.handle("GET "+admin.Path+"/mensen", s.admin.People)
	s.handle("POST "+admin.Path+"/mensen", s.admin.FindPeople)
	s.handle("GET "+admin.Path+"/mensen/{id}", s.admin.Person)
	s.handle("POST "+admin.Path+"/mensen/{id}/rol", s.admin.SetRole)
	s.handle("POST "+admin.Path+"/mensen/{id}/herstel", s.admin.Recover)
	s.handle("POST "+admin.Path+"/mensen/{id}/vertrokken", s.admin.EndPerson)
	s.handle("GET "+admin.Path+"/koppelingen", s.admin.ListClients)
	s.handle("GET "+admin.Path+"/koppelingen/nieuw", s.admin.NewClient)
	s.handle("POST "+admin.Path+"/koppelingen/nieuw", s.admin.AddClient)
	s.handle("GET "+admin.Path+"/koppelingen/{id}", s.admin.Client)
	s.handle("POST "+admin.Path+"/koppelingen/{id}", s.admin.ChangeClient)
	s.handle("GET "+admin.Path+"/sleutels", s.admin.Keys)
	s.handle("POST "+admin.Path+"/sleutels", s.admin.RotateKeys)
	s.handle("POST "+admin.Path+"/sleutels/{id}/weg", s.admin.RetireKey)
	if s.admin.Mirror != nil {
		s.admin.Sources().Mount(s.handle)
	}
	if s.admin.Peers != nil {
		s.admin.ElsewherePages().Mount(s.handle)
	}
	if s.admin.Hearing != nil {
		s.admin.HearingPages().Mount(s.handle)
	}
	if s.Launches != nil {
		s.admin.Systems().Mount(s.handle)
	}
}
