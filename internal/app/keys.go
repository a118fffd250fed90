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

// openKeys opens the key file of a configuration. Beside a SQLite file one is made on first use; nodes
// on PostgreSQL share theirs, so an operator hands it out.
func openKeys(cfg Config) (*keys.File, error) {
	name, own := cfg.Keys, false
	if name == "" {
		if strings.Contains(cfg.DB, "://") {
			return nil, fault.InvalidField("--keys", "Noem het sleutelbestand.",
				"PostgreSQL needs a key file that every node has: --keys FILE; eerstelijn keys make FILE makes one")
		}
		name, own = cfg.DB+".keys", true
	}
	if _, err := os.Stat(name); own && errors.Is(err, fs.ErrNotExist) {
		return keys.CreateFile(name, clock.System())
	}
	return keys.OpenFile(name)
}
