package agreement

import (
	"context"

	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// asksOf fills in, for each agreement in a list, who is asked to sign the version that lies for consent now
// and has not done so: also a next version of an agreement that binds.
func asksOf(ctx context.Context, tx *store.Tx, all []Summary) error {
	return ofEach(ctx, tx, all, func(_ *args, ids string) string {
		return `SELECT p.agreement, p.version, p.organization FROM agreement a
			JOIN agreement_text t ON t.agreement = a.id AND t.version = a.newest AND t.state = 'consent'
			JOIN agreement_party p ON p.agreement = a.id AND p.version = a.newest
			LEFT JOIN agreement_signature g ON g.agreement = a.id AND g.version = a.newest AND g.party = p.organization
			WHERE a.id IN (` + ids + `) AND p.left_at IS NULL AND g.id IS NULL ORDER BY p.agreement, p.position`
	}, func(m *Summary, _ int, who network.OrganizationID) { m.Asks = append(m.Asks, who) })
}
