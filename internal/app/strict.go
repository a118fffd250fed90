package app

import (
	"context"
	"net"
	"net/url"
	"strings"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Check says what is wrong with a configuration before anything is opened, flag by flag. With Strict it
// also refuses what is only safe on one's own machine.
func (cfg Config) Check(l Listen) error {
	var wrong []fault.Field
	add := func(flag, nl, en string) {
		wrong = append(wrong, fault.Field{Name: flag, Text: fault.Text{NL: nl, EN: en}})
	}
	u, err := url.Parse(cfg.Public)
	switch {
	case cfg.Public == "":
		if cfg.Strict && !loopback(hostOf(l.Main)) {
			add("--public", "Noem het adres waarop mensen dit systeem vinden, zoals https://eerstelijn.example.",
				"needed when --listen is not this machine alone: the address that people use, such as https://eerstelijn.example")
		}
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "":
		add("--public", "Schrijf een adres zonder pad, zoals https://eerstelijn.example.", "expected an address without a path, such as https://eerstelijn.example")
	case cfg.Strict && u.Scheme != "https" && !loopback(u.Hostname()):
		add("--public", "Dit adres moet met https:// beginnen. Anders leest iedereen onderweg mee.",
			"expected https://; http is for this machine alone, or with --no-strict for a trial")
	}
	if cfg.Strict && cfg.InsecureIssuers {
		add("--insecure-issuers", "Een inlogdienst zonder https is alleen voor een proef op één computer.",
			"expected providers with https://; without it is for a trial, with --no-strict")
	}
	if cfg.Strict && cfg.InsecureSources {
		add("--insecure-sources", "Een gids zonder https is alleen voor een proef op één computer.",
			"expected directories with https://; without it is for a trial, with --no-strict")
	}
	if cfg.Strict && l.Ops != "" && anywhere(hostOf(l.Ops)) {
		add("--ops", "Meetgegevens zijn niet voor iedereen. Kies één adres, zoals 127.0.0.1:9090.",
			"expected one address, such as 127.0.0.1:9090: metrics and profiles are not for everybody")
	}
	for _, p := range cfg.Proxies {
		if cfg.Strict && p.Bits() == 0 {
			add("--proxies", "Zo mag iedereen zelf zeggen waar hij vandaan komt. Noem alleen de netwerken van uw eigen proxy.",
				"expected the networks of your own proxies: of everybody, anybody's word would be believed")
		}
	}
	if strings.Contains(cfg.DB, "://") {
		if d, err := url.Parse(cfg.DB); err != nil || d.Scheme != "postgres" && d.Scheme != "postgresql" {
			add("--db", "Noem een bestand of een adres dat met postgres:// begint.", "expected a file or an address that begins with postgres://")
		}
		if cfg.Keys == "" {
			add("--keys", "Noem het sleutelbestand.", "PostgreSQL needs a key file that every node has; eerstelijn keys make FILE makes one")
		}
	}
	return fault.InvalidFields(wrong...).OrNil()
}

// checkData refuses in strict mode a database in which anybody may have become anybody.
func (a *App) checkData(ctx context.Context) error {
	if !a.Strict {
		return nil
	}
	var invented bool
	err := a.Store.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM installation WHERE name = 'made-by' AND value = 'demo')`).Scan(&invented)
	})
	if err == nil && invented {
		err = fault.InvalidField("--db", "Deze database is door demo gemaakt: daarin mag iedereen iedereen zijn. Kies een andere.",
			"this database was made by demo, where anybody may be anybody: expected another one, or --no-strict for a trial")
	}
	return err
}

func hostOf(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	return host
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func anywhere(host string) bool {
	ip := net.ParseIP(host)
	return host == "" || ip != nil && ip.IsUnspecified()
}
