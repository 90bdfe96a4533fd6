package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// wire is one set of credentials at one address.
type wire struct {
	base, user, password, agent string
	http                        *http.Client
}

// Envelope is in every answer.
type Envelope struct {
	RequestID  string `json:"request_id"`
	StatusCode int32  `json:"status_code"`
}

// Error is every answer that is not a success.
type Error struct {
	StatusCode   int    `json:"status_code"`
	RequestID    string `json:"request_id"`
	ErrorType    string `json:"error_type"`
	ErrorMessage string `json:"error_message"`
	ErrorURL     string `json:"error_url"`
}

func (e Error) Error() string {
	return fmt.Sprintf("%d %s: %s (%s)", e.StatusCode, e.ErrorType, e.ErrorMessage, e.RequestID)
}

func newWire(base, user, password, agent string, transport http.RoundTripper) *wire {
	return &wire{
		base:     strings.TrimSuffix(base, "/"),
		user:     user,
		password: password,
		agent:    agent,
		http:     &http.Client{Transport: transport},
	}
}

func (w *wire) send(method, path string, query map[string]string, body []byte) (*http.Response, error) {
	// An empty reader, not nil, as in the clients: net/http then sends no body on GET and DELETE.
	request, err := http.NewRequest(method, w.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	values := request.URL.Query()
	for name, value := range query {
		if value != "" {
			values.Add(name, value)
		}
	}
	request.URL.RawQuery = values.Encode()
	request.SetBasicAuth(w.user, w.password)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", w.agent)
	return w.http.Do(request)
}

// call sends params as JSON (nil: no body) and reads the answer as a T.
func call[T any](w *wire, method, path string, query map[string]string, params any) (*T, error) {
	var body []byte
	if params != nil {
		encoded, err := json.Marshal(params)
		if err != nil {
			return nil, err
		}
		body = encoded
	}
	response, err := w.send(method, path, query, body)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK && response.StatusCode != http.StatusCreated {
		return nil, refusal(response.StatusCode, answer)
	}
	var result T
	if err := decode(answer, &result); err != nil {
		return nil, fmt.Errorf("%s %s: %w", method, path, err)
	}
	var envelope Envelope
	if err := decode(answer, &envelope); err != nil {
		return nil, fmt.Errorf("%s %s: %w", method, path, err)
	}
	if int(envelope.StatusCode) != response.StatusCode {
		return nil, fmt.Errorf("%s %s: HTTP %d, status_code %d", method, path, response.StatusCode, envelope.StatusCode)
	}
	return &result, nil
}

// refusal reads an error body. The clients put the HTTP status over the one in the body, which
// hides a difference: here a difference is a failure of its own.
func refusal(status int, answer []byte) error {
	var refused Error
	if err := decode(answer, &refused); err != nil {
		return fmt.Errorf("HTTP %d without a standard error body: %w", status, err)
	}
	if refused.StatusCode != status {
		return fmt.Errorf("HTTP %d, but status_code %d in the error", status, refused.StatusCode)
	}
	return refused
}

func decode(answer []byte, target any) error {
	if err := json.Unmarshal(answer, target); err != nil {
		return err
	}
	return checkRequired(answer, target)
}
