package mandate

import (
	"context"
	"errors"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// NationBoard gives the organisation that sees to the nation's table; none while nobody was named.
func (s *Service) NationBoard(ctx context.Context) (board network.OrganizationID, err error) {
	defer fault.Wrap(&err, "mandate.NationBoard")
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		board, err = s.NationBoardTx(ctx, tx)
		return err
	})
	return board, err
}

// NationBoardTx is [Service.NationBoard] in a transaction. It decides nothing.
func (s *Service) NationBoardTx(ctx context.Context, tx *store.Tx) (network.OrganizationID, error) {
	return boardTx(ctx, tx)
}

func boardTx(ctx context.Context, tx *store.Tx) (board network.OrganizationID, err error) {
	err = tx.QueryRow(ctx, `SELECT organization FROM national_board WHERE until_at IS NULL`).Scan(&board)
	if errors.Is(err, store.ErrNone) {
		return "", nil
	}
	return board, err
}

// withDesk adds who sees to it to what belongs to the nation's table: working for some national organisation
// is not enough.
func withDesk(ctx context.Context, tx *store.Tx, s access.Subject, f Forum) (access.Subject, error) {
	if f.Kind != Nation {
		return s, nil
	}
	board, err := boardTx(ctx, tx)
	s.Desk = string(board)
	return s, err
}
