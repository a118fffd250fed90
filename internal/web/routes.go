package web

import (
	"net/http"

	"eerstelijn/internal/web/about"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/country"
	"eerstelijn/internal/web/home"
	"eerstelijn/internal/web/reading"
	"eerstelijn/internal/web/region"
	"eerstelijn/internal/web/search"
	"eerstelijn/internal/web/service"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
	"eerstelijn/internal/web/whonow"
	"eerstelijn/internal/web/wijk"
	"eerstelijn/internal/web/work"
)

// routes is every path there is.
func (s *server) routes() {
	s.handle("GET /{$}", home.Page{Site: s.Site}.Get)
	s.handle("GET "+site.SearchPath, search.Page{Site: s.Site}.Get)
	s.handle("POST "+site.SearchPath, search.Page{Site: s.Site}.Post)
	s.handle("GET /aanbod/{id}", service.Page{Site: s.Site}.Get)
	s.handle("GET /wie-nu", whonow.Page{Site: s.Site}.Get)
	s.handle("POST /wie-nu", whonow.Page{Site: s.Site}.Post)
	s.handle("GET /regio/{slug}", region.Page{Site: s.Site}.Get)
	s.handle("GET /wijk/{slug}", wijk.Page{Site: s.Site}.Get)
	s.handle("GET /land", country.Page{Site: s.Site}.Get)
	s.handle("GET "+country.FilePath, country.Page{Site: s.Site}.File)
	s.handle("POST "+ui.ReadingPath, reading.Page{Site: s.Site}.Post)
	s.handle("GET /toegankelijkheid", about.Page{Site: s.Site}.Accessibility)
	s.handle("GET /privacy", about.Page{Site: s.Site}.Privacy)

	s.handle("GET /werk", work.Page{Site: s.Site}.Get)
	s.handle("POST /werk/aanbod/{id}/klopt", work.Page{Site: s.Site}.Confirm)

	if s.picker != nil {
		s.handle("GET /demo", s.picker.Get)
		s.handle("POST /demo/als/{id}", s.picker.SignIn)
		s.handle("POST /demo/uit", s.picker.SignOut)
	}
	s.mux.Handle(assets.Prefix, assets.Handler())
	s.mux.Handle("GET /favicon.ico", http.RedirectHandler(assets.URL(assets.Sign), http.StatusMovedPermanently))
}
