package contract

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// oauthError is the error of an OAuth endpoint. The official client maps its three names to the
// usual ones.
type oauthError struct {
	StatusCode  int    `json:"status_code"`
	RequestID   string `json:"request_id"`
	Error       string `json:"error"`
	Description string `json:"error_description"`
	URI         string `json:"error_uri"`
}

// postForm sends a form without credentials of the project and reads the answer as a T.
func postForm[T any](w *wire, path string, form map[string]string) (*T, error) {
	values := url.Values{}
	for name, value := range form {
		values.Set(name, value)
	}
	request, err := http.NewRequest("POST", w.base+path, strings.NewReader(values.Encode()))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("User-Agent", w.agent)
	response, err := w.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if !success(response.StatusCode) {
		return nil, oauthRefusal(response.StatusCode, answer)
	}
	var result T
	if err := decode(answer, &result); err != nil {
		return nil, fmt.Errorf("POST %s: %w", path, err)
	}
	return &result, nil
}

func oauthRefusal(status int, answer []byte) error {
	var refused oauthError
	if err := decode(answer, &refused); err != nil {
		return fmt.Errorf("HTTP %d without an OAuth error body: %w", status, err)
	}
	if refused.StatusCode != status {
		return fmt.Errorf("HTTP %d, but status_code %d in the error", status, refused.StatusCode)
	}
	return Error{status, refused.RequestID, refused.Error, refused.Description, refused.URI}
}
