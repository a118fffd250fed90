package app

import (
	"strings"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/oidc"
)

// openIssuers reads the providers of identity. They send people back to the site's own address, so
// that must be known, and it must be one that nobody can listen in on.
func openIssuers(cfg Config, d oidc.Deps) (*oidc.Party, error) {
	if cfg.Issuers == "" {
		return nil, nil
	}
	d.Rules = oidc.Rules{Insecure: cfg.InsecureIssuers}
	if !d.Rules.Insecure && !strings.HasPrefix(cfg.Public, "https://") {
		return nil, fault.InvalidField("--public", "Noem het adres van de site, dat begint met https://.",
			"--issuers needs the site's own address: --public https://…")
	}
	issuers, err := oidc.Load(cfg.Issuers, d.Rules)
	if err != nil {
		return nil, err
	}
	if d.Now == nil {
		d.Now = clock.System
	}
	return oidc.New(issuers, d), nil
}
