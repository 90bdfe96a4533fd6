package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// inbox reads what the server would have mailed, through its test inbox.
type inbox struct {
	address, user, password string
}

type message struct {
	Token string `json:"token"`
	Code  string `json:"code"`
}

func (i inbox) messagesTo(email string) []message {
	address := i.address + "?to=" + url.QueryEscape(email)
	request := must(http.NewRequest(http.MethodGet, address, nil))
	request.SetBasicAuth(i.user, i.password)
	response := must(http.DefaultClient.Do(request))
	defer response.Body.Close()
	equal(response.StatusCode, http.StatusOK)
	var body struct {
		Messages []message `json:"messages"`
	}
	if err := json.NewDecoder(response.Body).Decode(&body); err != nil {
		panic(err)
	}
	return body.Messages
}

// tokenTo gives the token in the newest message to the address.
func (i inbox) tokenTo(email string) string {
	return i.newestTo(email).Token
}

// codeTo gives the code in the newest message to the address or number.
func (i inbox) codeTo(recipient string) string {
	return i.newestTo(recipient).Code
}

func (i inbox) newestTo(recipient string) message {
	for attempt := 0; attempt < 100; attempt++ {
		if messages := i.messagesTo(recipient); len(messages) > 0 {
			return messages[0]
		}
		time.Sleep(100 * time.Millisecond)
	}
	panic(fmt.Sprintf("nothing was sent to %s", recipient))
}
