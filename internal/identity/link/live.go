package link

import (
	"context"

	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
)

// KeepTx lets the newest links for an act on a thing work, and withdraws the others.
func (l *Links) KeepTx(ctx context.Context, tx *act.Tx, actName, subjectID string, newest int) (err error) {
	defer fault.Wrap(&err, "link.KeepTx")
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	const which = `used_at IS NULL AND until_at > $1 AND act = $2 AND subject_id = $3`
	_, err = tx.Exec(ctx, `UPDATE link SET until_at = CASE WHEN made_at > $1 THEN made_at ELSE $1 END WHERE `+which+`
		AND id NOT IN (SELECT id FROM link WHERE `+which+` ORDER BY made_at DESC, id DESC LIMIT $4)`, clock.Micros(now), actName, subjectID, newest)
	return err
}

// FindUsed gives a link that was used and whose time has not passed: whoever taps twice holds it still. It
// permits nothing. Any other is NotFound, in the words of [Links.Find].
func (l *Links) FindUsed(ctx context.Context, token string) (found Link, err error) {
	defer fault.Wrap(&err, "link.FindUsed")
	return l.find(ctx, token, `used_at IS NOT NULL AND `)
}
