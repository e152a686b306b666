"""URI templates: RFC 6570's own examples, places of variables, routes and mistakes."""

from __future__ import annotations

import pytest

from contracts.model.actions import template_path
from contracts.text.uri import (
    TemplateVariable,
    Value,
    expand,
    is_server_url,
    joined_path,
    path_shape,
    path_variables,
    query_values,
    server_address,
    server_url,
    template_problems,
    template_routes,
    template_variables,
)

# RFC 6570: the variables of all its examples.
VALUES: dict[str, Value | None] = {
    "count": ["one", "two", "three"],
    "dom": ["example", "com"],
    "dub": "me/too",
    "hello": "Hello World!",
    "half": "50%",
    "var": "value",
    "who": "fred",
    "base": "http://example.com/home/",
    "path": "/foo/bar",
    "list": ["red", "green", "blue"],
    "keys": {"semi": ";", "dot": ".", "comma": ","},
    "v": "6",
    "x": "1024",
    "y": "768",
    "empty": "",
    "empty_keys": {},
    "undef": None,
    "semi": ";",
    "year": ["1965", "2000", "2012"],
    "address": {"city": "Newport Beach", "state": "CA"},
}
# Sections 1.2 (levels; what 3.2 has not), 2.4.1 (prefixes), 2.4.2 (exploded values), and 3.2.1
# (value joining) to 3.2.9 (query continuation), every example.
# An associative array has no order of its own: here its keys are in alphabetical order.
EXAMPLES = """
1.2 map?{x,y} map?1024,768
1.2 X{.x,y} X.1024.768
2.4.1 {var:20} value
2.4.1 {semi} %3B
2.4.1 {semi:2} %3B
2.4.2 find{?year*} find?year=1965&year=2000&year=2012
2.4.2 mapper{?address*} mapper?city=Newport%20Beach&state=CA
3.2.1 {count} one,two,three
3.2.1 {count*} one,two,three
3.2.1 {/count} /one,two,three
3.2.1 {/count*} /one/two/three
3.2.1 {;count} ;count=one,two,three
3.2.1 {;count*} ;count=one;count=two;count=three
3.2.1 {?count} ?count=one,two,three
3.2.1 {?count*} ?count=one&count=two&count=three
3.2.1 {&count*} &count=one&count=two&count=three
3.2.2 {var} value
3.2.2 {hello} Hello%20World%21
3.2.2 {half} 50%25
3.2.2 O{empty}X OX
3.2.2 O{undef}X OX
3.2.2 {x,y} 1024,768
3.2.2 {x,hello,y} 1024,Hello%20World%21,768
3.2.2 ?{x,empty} ?1024,
3.2.2 ?{x,undef} ?1024
3.2.2 ?{undef,y} ?768
3.2.2 {var:3} val
3.2.2 {var:30} value
3.2.2 {list} red,green,blue
3.2.2 {list*} red,green,blue
3.2.2 {keys} comma,%2C,dot,.,semi,%3B
3.2.2 {keys*} comma=%2C,dot=.,semi=%3B
3.2.3 {+var} value
3.2.3 {+hello} Hello%20World!
3.2.3 {+half} 50%25
3.2.3 {base}index http%3A%2F%2Fexample.com%2Fhome%2Findex
3.2.3 {+base}index http://example.com/home/index
3.2.3 O{+empty}X OX
3.2.3 O{+undef}X OX
3.2.3 {+path}/here /foo/bar/here
3.2.3 here?ref={+path} here?ref=/foo/bar
3.2.3 up{+path}{var}/here up/foo/barvalue/here
3.2.3 {+x,hello,y} 1024,Hello%20World!,768
3.2.3 {+path,x}/here /foo/bar,1024/here
3.2.3 {+path:6}/here /foo/b/here
3.2.3 {+list} red,green,blue
3.2.3 {+list*} red,green,blue
3.2.3 {+keys} comma,,,dot,.,semi,;
3.2.3 {+keys*} comma=,,dot=.,semi=;
3.2.4 {#var} #value
3.2.4 {#hello} #Hello%20World!
3.2.4 {#half} #50%25
3.2.4 foo{#empty} foo#
3.2.4 foo{#undef} foo
3.2.4 {#x,hello,y} #1024,Hello%20World!,768
3.2.4 {#path,x}/here #/foo/bar,1024/here
3.2.4 {#path:6}/here #/foo/b/here
3.2.4 {#list} #red,green,blue
3.2.4 {#list*} #red,green,blue
3.2.4 {#keys} #comma,,,dot,.,semi,;
3.2.4 {#keys*} #comma=,,dot=.,semi=;
3.2.5 {.who} .fred
3.2.5 {.who,who} .fred.fred
3.2.5 {.half,who} .50%25.fred
3.2.5 www{.dom*} www.example.com
3.2.5 X{.var} X.value
3.2.5 X{.empty} X.
3.2.5 X{.undef} X
3.2.5 X{.var:3} X.val
3.2.5 X{.list} X.red,green,blue
3.2.5 X{.list*} X.red.green.blue
3.2.5 X{.keys} X.comma,%2C,dot,.,semi,%3B
3.2.5 X{.keys*} X.comma=%2C.dot=..semi=%3B
3.2.5 X{.empty_keys} X
3.2.5 X{.empty_keys*} X
3.2.6 {/who} /fred
3.2.6 {/who,who} /fred/fred
3.2.6 {/half,who} /50%25/fred
3.2.6 {/who,dub} /fred/me%2Ftoo
3.2.6 {/var} /value
3.2.6 {/var,empty} /value/
3.2.6 {/var,undef} /value
3.2.6 {/var,x}/here /value/1024/here
3.2.6 {/var:1,var} /v/value
3.2.6 {/list} /red,green,blue
3.2.6 {/list*} /red/green/blue
3.2.6 {/list*,path:4} /red/green/blue/%2Ffoo
3.2.6 {/keys} /comma,%2C,dot,.,semi,%3B
3.2.6 {/keys*} /comma=%2C/dot=./semi=%3B
3.2.7 {;who} ;who=fred
3.2.7 {;half} ;half=50%25
3.2.7 {;empty} ;empty
3.2.7 {;v,empty,who} ;v=6;empty;who=fred
3.2.7 {;v,bar,who} ;v=6;who=fred
3.2.7 {;x,y} ;x=1024;y=768
3.2.7 {;x,y,empty} ;x=1024;y=768;empty
3.2.7 {;x,y,undef} ;x=1024;y=768
3.2.7 {;hello:5} ;hello=Hello
3.2.7 {;list} ;list=red,green,blue
3.2.7 {;list*} ;list=red;list=green;list=blue
3.2.7 {;keys} ;keys=comma,%2C,dot,.,semi,%3B
3.2.7 {;keys*} ;comma=%2C;dot=.;semi=%3B
3.2.8 {?who} ?who=fred
3.2.8 {?half} ?half=50%25
3.2.8 {?x,y} ?x=1024&y=768
3.2.8 {?x,y,empty} ?x=1024&y=768&empty=
3.2.8 {?x,y,undef} ?x=1024&y=768
3.2.8 {?var:3} ?var=val
3.2.8 {?list} ?list=red,green,blue
3.2.8 {?list*} ?list=red&list=green&list=blue
3.2.8 {?keys} ?keys=comma,%2C,dot,.,semi,%3B
3.2.8 {?keys*} ?comma=%2C&dot=.&semi=%3B
3.2.9 {&who} &who=fred
3.2.9 {&half} &half=50%25
3.2.9 ?fixed=yes{&x} ?fixed=yes&x=1024
3.2.9 {&x,y,empty} &x=1024&y=768&empty=
3.2.9 {&x,y,undef} &x=1024&y=768
3.2.9 {&var:3} &var=val
3.2.9 {&list} &list=red,green,blue
3.2.9 {&list*} &list=red&list=green&list=blue
3.2.9 {&keys} &keys=comma,%2C,dot,.,semi,%3B
3.2.9 {&keys*} &comma=%2C&dot=.&semi=%3B
""".strip().splitlines()
CASES = [line.split(" ", 2) for line in EXAMPLES]


@pytest.mark.parametrize(("section", "template", "uri"), CASES)
def test_the_examples_of_rfc_6570_expand_as_it_says(section: str, template: str, uri: str) -> None:
    assert expand(template, VALUES) == uri


#: Sections of RFC 6570 without examples of their own, and what is tested instead.
WITHOUT_EXAMPLES = {
    "2.1": "literals: what may not stand there is a mistake, below",
    "2.2": "expressions: braces without a partner are mistakes, below",
    "2.3": "variables: names that are none are mistakes, below",
    "3.1": "literals outside of ASCII stay readable, as below; requests and samples encode them",
    "4": "security considerations: about who chooses the values",
}


def test_a_literal_stays_as_it_is_written_as_dredds_parser_keeps_it() -> None:
    assert expand("/café/{var}/x%20y", VALUES) == "/café/value/x%20y"


def test_every_normative_section_of_rfc_6570_has_examples_or_a_reason() -> None:
    sections = {f"3.2.{number}" for number in range(1, 10)} | {"1.2", "2.4.1", "2.4.2"}
    assert {case[0] for case in CASES} == sections
    assert not sections & set(WITHOUT_EXAMPLES)


@pytest.mark.parametrize("template", dict.fromkeys(case[1] for case in CASES))
def test_the_examples_of_rfc_6570_have_no_mistake(template: str) -> None:
    assert not list(template_problems(template))


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("/things/{id", "no partner"),
        ("/things/id}", "no partner"),
        ("/things/{{id}}", "no partner"),
        ("/things/{}", "names no variable"),
        ("/things{?}", "names no variable"),
        ("/things{?a,,b}", "names no variable"),
        ("/things{@id}", "'@' of {@id} is reserved"),
        ("/things{=id}", "'=' of {=id} is reserved"),
        ("/things{?a:x}", "modifier"),
        ("/things{?a:0}", "modifier"),
        ("/things{?a:10000}", "modifier"),
        ("/things{?a**}", "modifier"),
        ("/things[1]/{n}", "'[' outside"),
        ("/a b", "' ' outside"),
        ("/a%zz", "'%' outside"),
    ],
)
def test_what_is_no_template_has_its_mistake_in_words(template: str, words: str) -> None:
    assert any(words in problem for problem in template_problems(template))


@pytest.mark.parametrize(
    ("template", "variables"),
    [
        ("/a/{id}", [("id", "path", False)]),
        ("/a{?x*,y}{&z:3}", [("x", "query", True), ("y", "query", False), ("z", "query", False)]),
        ("/a/{+file}{#part}", [("file", "path", False), ("part", "fragment", False)]),
        ("/a{/p}{;r}{.s}", [("p", "path", False), ("r", "path", False), ("s", "path", False)]),
        ("/a?page={page}", [("page", "query", False)]),
        ("/a{?x}{+more}#{part}", [("x", "query", False), ("more", "path", False),
                                  ("part", "fragment", False)]),
        ("/a/{ id }{}", [("id", "path", False)]),
    ],
)  # fmt: skip
def test_variables_know_their_place(template: str, variables: list[tuple[str, str, bool]]) -> None:
    found = list(template_variables(template))
    assert [(v.spelling, v.place, v.explode) for v in found] == variables
    assert all(isinstance(variable, TemplateVariable) for variable in found)


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("/a/{id}{?x}", "/a/{id}"),
        ("/a/{id}?x=1{&y}", "/a/{id}"),
        ("/a/{+file}{#part}", "/a/{+file}"),
        ("/a/{id}#part", "/a/{id}"),
        ("/a{/p}{;r}", "/a{/p}{;r}"),
    ],
)
def test_a_path_ends_where_query_or_fragment_begin(template: str, path: str) -> None:
    assert template_path(template) == path


@pytest.mark.parametrize(
    ("template", "optional", "routes"),
    [
        ("/a/{id}{?x}", (), ["/a/{id}"]),
        ("/a/{+file}{#part}", ("part",), ["/a/{+file}"]),
        ("/a{/p,q}{;r}{.s}", (), ["/a/{p}/{q};r={r}.{s}"]),
        ("/a{/p}{.s}", ("p", "s"), ["/a/{p}.{s}", "/a"]),
        ("/a{/p,q}", ("p",), ["/a/{p}/{q}"]),
        ("/a{/p*}", (), ["/a/{+p}"]),
        ("/a/{x,y:3}", (), ["/a/{x},{y}"]),
    ],
)
def test_a_template_is_one_route_or_two(
    template: str, optional: tuple[str, ...], routes: list[str]
) -> None:
    assert list(template_routes(template, optional)) == routes


@pytest.mark.parametrize("part", ["{", "{a}", "{?a*,", "a*", "?{a}"])
def test_a_long_template_is_looked_through_once(part: str) -> None:
    """A hundred thousand characters that almost are expressions: a slower reading never ends."""
    template = "/" + part * (100_000 // len(part))
    assert len(list(template_variables(template))) <= 100_000
    assert len(list(template_problems(template))) <= 100_000
    assert template_routes(template)[0].startswith("/")
    assert expand(template, {"a": "1"}).startswith("/")


@pytest.mark.parametrize(
    ("path", "shape", "variables"),
    [
        ("/v1/faqs", "/v1/faqs", []),
        ("/v1/events/{event_id}/faqs/{id}", "/v1/events/{}/faqs/{}", ["event_id", "id"]),
        ("/files/{+path}", "/files/{}", ["path"]),
        ("/a{open", "/a{open", []),
    ],
)
def test_paths_are_compared_without_the_names_of_their_variables(
    path: str, shape: str, variables: list[str]
) -> None:
    assert path_shape(path) == shape
    assert path_shape(path, r"\1") == shape.replace("{}", r"\1")
    assert path_variables(path) == variables


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://api.example", ("api.example", 80)),
        ("https://api.example", ("api.example", 443)),
        ("HTTPS://api.example/v1", ("api.example", 443)),
        ("http://api.example/docs:1", ("api.example", 80)),
        ("http://api.example:8080/", ("api.example", 8080)),
        ("https://api.example:80", ("api.example", 80)),
        ("http://[::1]:5000/v1", ("::1", 5000)),
        ("http:///v1", ("127.0.0.1", 80)),
    ],
)
def test_a_url_names_the_host_and_port_that_clients_connect_to(
    url: str, address: tuple[str, int]
) -> None:
    assert server_address(url) == address


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://api.example", True),
        ("https://api.example:65535/v1", True),
        ("http://[::1]:5000", True),
        ("http://api.example:", True),
        ("ftp://api.example", False),
        ("api.example:5000", False),
        ("http://:5000", False),
        ("http://api.example:0", False),
        ("http://api.example:65536", False),
        ("http://api.example:port", False),
        ("http://[::1", False),
        ("", False),
    ],
)
def test_a_server_has_a_scheme_a_host_and_a_port_that_can_be_one(url: str, expected: bool) -> None:
    assert is_server_url(url) == expected


@pytest.mark.parametrize(
    ("uri", "values"),
    [
        ("/a?x=1&y=b%20c", {"x": "1", "y": "b c"}),
        ("/a?x=", {"x": ""}),
        ("/a?x=1&x=2", {"x": "2"}),
        ("/a", {}),
    ],
)
def test_the_query_of_a_uri_is_decoded(uri: str, values: dict[str, str]) -> None:
    assert query_values(uri) == values


@pytest.mark.parametrize(
    ("prefix", "uri", "path"),
    [
        ("", "/a", "/a"),
        ("", "", ""),
        ("/", "/a", "/a"),
        ("/v1", "/a", "/v1/a"),
        ("/v1", "a", "/v1/a"),
        ("v1/", "/a", "/v1/a"),
        ("/v1/", "/a/", "/v1/a/"),
        ("/v1", "/", "/v1/"),
        ("/v1", "", "/v1"),
    ],
)
def test_a_prefix_and_a_uri_have_one_slash_between_them(prefix: str, uri: str, path: str) -> None:
    assert joined_path(prefix, uri) == path


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("https://api.example/v1", "https://api.example/v1"),
        (" http://api.example ", "http://api.example"),
        ("api.example", "https://api.example"),
        ("words of a host", ""),
        ("", ""),
    ],
)
def test_a_host_without_a_scheme_is_served_over_https(host: str, url: str) -> None:
    assert server_url(host) == url
