package agreement

import (
	"context"
	"strings"

	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// asksOf fills in, for each agreement in a list, who is asked to sign the version that lies for consent now
// and has not done so: also a next version of an agreement that binds.
func asksOf(ctx context.Context, tx *store.Tx, all []Summary) error {
	if len(all) == 0 {
		return nil
	}
	var a args
	at := make(map[ID]int, len(all))
	in := make([]string, len(all))
	for i, m := range all {
		at[m.ID], in[i] = i, a.add(m.ID)
	}
	type asks struct {
		of  ID
		who network.OrganizationID
	}
	found, err := store.All(ctx, tx, func(row func(...any) error) (x asks, err error) { return x, row(&x.of, &x.who) },
		`SELECT p.agreement, p.organization FROM agreement a
		JOIN agreement_text t ON t.agreement = a.id AND t.version = a.newest AND t.state = 'consent'
		JOIN agreement_party p ON p.agreement = a.id AND p.version = a.newest
		LEFT JOIN agreement_signature g ON g.agreement = a.id AND g.version = a.newest AND g.party = p.organization
		WHERE a.id IN (`+strings.Join(in, ",")+`) AND p.left_at IS NULL AND g.id IS NULL ORDER BY p.agreement, p.position`, a...)
	for _, x := range found {
		all[at[x.of]].Asks = append(all[at[x.of]].Asks, x.who)
	}
	return err
}
