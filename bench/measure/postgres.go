package measure

import (
	"context"
	"net/url"

	"github.com/jackc/pgx/v5"
)

// FreshDatabase makes an empty database on the server of the tests, in the text order that our store asks.
func FreshDatabase(ctx context.Context, address, name string) (string, error) {
	db, err := pgx.Connect(ctx, address)
	if err != nil {
		return "", err
	}
	defer func() { _ = db.Close(ctx) }()
	if _, err := db.Exec(ctx, `DROP DATABASE IF EXISTS `+pgx.Identifier{name}.Sanitize()+` WITH (FORCE)`); err != nil {
		return "", err
	}
	if _, err := db.Exec(ctx, `CREATE DATABASE `+pgx.Identifier{name}.Sanitize()+` TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'`); err != nil {
		return "", err
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	return u.String(), nil
}
