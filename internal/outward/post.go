package outward

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
)

// mostAnswer is read of an answer to a message, so that the line can be used again.
const mostAnswer = 16 << 10

// Do asks as the client does. Its errors never show the path or the query of the address, in which somebody may
// have put a secret.
func Do(client *http.Client, r *http.Request) (*http.Response, error) {
	var answered atomic.Bool
	trace := &httptrace.ClientTrace{GotFirstResponseByte: func() { answered.Store(true) }}
	answer, err := client.Do(r.WithContext(httptrace.WithClientTrace(r.Context(), trace))) // #nosec G704 -- where it leads is the client's to guard
	if err == nil {
		return answer, nil
	}
	with, ok := errors.AsType[*url.Error](err)
	if !ok {
		return nil, err
	}
	// What came back may repeat what was asked, such as a redirect to an address that cannot be read.
	if answered.Load() && !with.Timeout() && !errors.Is(err, context.Canceled) {
		return nil, errors.New("the answer cannot be read")
	}
	return nil, with.Err
}

// Post does one try of sending a message: any status of success says that it was taken, and otherwise there is an
// error, which shows as little as those of [Do].
func Post(ctx context.Context, client *http.Client, address string, header http.Header, body []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return errors.New("the address cannot be asked")
	}
	r.Header.Set("User-Agent", "Eerstelijn")
	maps.Copy(r.Header, header)
	answer, err := Do(client, r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	_, _ = io.CopyN(io.Discard, answer.Body, mostAnswer)
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return fmt.Errorf("answered with %d", answer.StatusCode)
	}
	return nil
}
