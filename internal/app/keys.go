package app

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/keys"
)

// keyFile is where the keys stand; own says that nobody chose it, and an empty name that somebody must.
func (cfg Config) keyFile() (name string, own bool) {
	if cfg.Keys != "" || strings.Contains(cfg.DB, "://") {
		return cfg.Keys, false
	}
	return cfg.DB + ".keys", true
}

// openKeys opens the key file of a configuration. Beside a SQLite file one is made on first use; nodes
// on PostgreSQL share theirs, so an operator hands it out.
func openKeys(cfg Config) (*keys.File, error) {
	name, own := cfg.keyFile()
	if name == "" {
		return nil, fault.InvalidField("--keys", "Noem het sleutelbestand.",
			"PostgreSQL needs a key file that every node has: --keys FILE; eerstelijn keys make FILE makes one")
	}
	if _, err := os.Stat(name); own && errors.Is(err, fs.ErrNotExist) {
		return keys.CreateFile(name, clock.System())
	}
	return keys.OpenFile(name)
}
