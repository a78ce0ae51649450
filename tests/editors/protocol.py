"""The server as four editors talk to it, from the first message to the exit code (LSP 3.17).

What pytest-lsp sees that an editor does not take, by what it says it can do, is a failure as well.
"""

import json
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types as lsp
from lsprotocol.converters import get_converter
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

import desk

pytestmark = pytest.mark.filterwarnings("error::pytest_lsp.LspSpecificationWarning")
SERVER = ClientServerConfig(server_command=["newslint", "server"])
# This one was recorded, since the one that pytest-lsp has pulls no diagnostics.
VSCODE = Path(__file__).parent / "clients/visual_studio_code_v1.117.0.json"


def capabilities(editor):
    if editor != "vscode":
        return client_capabilities(editor)
    said = json.loads(VSCODE.read_text(encoding="utf-8"))["capabilities"]
    return get_converter().structure(said, lsp.ClientCapabilities)


def pytest_generate_tests(metafunc):
    metafunc.parametrize("editor", ["vscode", "neovim@v0.7", "neovim@v0.11", "emacs@v29"])


@pytest_lsp.fixture(config=SERVER)
async def client(lsp_client: LanguageClient):
    yield


class Desk:
    """An archive that an editor has open."""

    def __init__(self, client, root, said):
        self.client = client
        self.root = root
        self.said = said
        self.texts = {}

    def uri(self, path):
        return (self.root / path).as_uri()

    def document(self, path):
        return lsp.TextDocumentIdentifier(uri=self.uri(path))

    def open(self, path):
        text = (self.root / path).read_text(encoding="utf-8")
        self.texts[path] = text
        item = lsp.TextDocumentItem(uri=self.uri(path), language_id="markdown", version=1, text=text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(text_document=item))

    def change(self, path, text, version):
        """The new text, as the change of one range."""
        before = self.texts[path].splitlines()
        everything = lsp.Range(lsp.Position(0, 0), lsp.Position(len(before), 0))
        change = lsp.TextDocumentContentChangePartial(range=everything, text=text)
        document = lsp.VersionedTextDocumentIdentifier(uri=self.uri(path), version=version)
        self.texts[path] = text
        self.client.text_document_did_change(
            lsp.DidChangeTextDocumentParams(text_document=document, content_changes=[change])
        )

    @property
    def pulls(self):
        return self.said.diagnostic_provider is not None

    async def diagnostics(self, path):
        """What is found in an open file, asked for or waited for as the editor does."""
        if self.pulls:
            report = await self.client.text_document_diagnostic_async(
                lsp.DocumentDiagnosticParams(text_document=self.document(path), identifier="newslint")
            )
            return sorted(report.items, key=lambda each: each.range.start.line)
        await self.client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        return sorted(self.client.diagnostics[self.uri(path)], key=lambda each: each.range.start.line)

    def edited(self, path, edits):
        """The text of a file with edits, which are told from the last to the first."""
        lines = self.texts.get(path, (self.root / path).read_text(encoding="utf-8")).split("\n")
        text = "\n".join(lines)
        starts = [sum(len(line) + 1 for line in lines[:at]) for at in range(len(lines) + 1)]

        def offset(position):
            line = lines[position.line] if position.line < len(lines) else ""
            return starts[position.line] + self._characters(line, position.character)

        for edit in sorted(edits, key=lambda edit: offset(edit.range.start), reverse=True):
            text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
        return text

    def apply(self, edit):
        """Makes the changes to the files on disk, as an editor does that saves all of them."""
        paths = {path.as_uri(): path for path in self.root.rglob("*.md")}
        simple = [
            lsp.TextDocumentEdit(lsp.OptionalVersionedTextDocumentIdentifier(uri), edits)
            for uri, edits in (edit.changes or {}).items()
        ]
        for change in edit.document_changes or simple:
            if isinstance(change, lsp.RenameFile):
                paths[change.old_uri].rename(paths[change.old_uri].with_name(change.new_uri.rsplit("/", 1)[1]))
            else:
                path = paths[change.text_document.uri]
                path.write_text(self.edited(str(path.relative_to(self.root)), change.edits), encoding="utf-8")

    @property
    def snippets(self):
        return self.client.capabilities.text_document.completion.completion_item.snippet_support

    @property
    def moves_files(self):
        """Whether an edit can rename files in this editor."""
        operations = self.client.capabilities.workspace.workspace_edit.resource_operations or []
        return lsp.ResourceOperationKind.Rename in operations

    def _characters(self, line, count):
        """How many characters of a line that many units of the position are."""
        width = {"utf-8": lambda each: len(each.encode()), "utf-32": lambda each: 1}.get(
            self.encoding, lambda each: len(each.encode("utf-16-le")) // 2
        )
        at = 0
        for number, character in enumerate(line):
            if at >= count:
                return number
            at += width(character)
        return len(line)

    @property
    def encoding(self):
        return getattr(self.said.position_encoding, "value", self.said.position_encoding) or "utf-16"


@pytest.fixture
async def opened(client, editor, tmp_path):
    root = desk.copy(tmp_path / "archive")
    folder = lsp.WorkspaceFolder(uri=root.as_uri(), name="archive")
    params = lsp.InitializeParams(capabilities=capabilities(editor), root_uri=root.as_uri(), workspace_folders=[folder])
    result = await client.initialize_session(params)
    yield Desk(client, root, result.capabilities)
    if client.capabilities is not None and client._server.returncode is None:
        await client.shutdown_session()
    assert client._server.returncode == 0


async def test_findings_are_told_and_mended(opened, client):
    opened.open(desk.FERRY)
    found = await opened.diagnostics(desk.FERRY)
    assert [(each.code, each.range.start.line, each.source) for each in found] == [
        ("source-url", 10, "newslint"),
        ("source-numbering", 11, "newslint"),
    ]
    column = {"utf-8": 68, "utf-16": 66, "utf-32": 65}[opened.encoding]
    assert found[0].range.start.character == column
    assert found[1].severity == lsp.DiagnosticSeverity.Error
    assert found[1].message.startswith("number 2 is used twice")
    if found[1].code_description:
        assert found[1].code_description.href.endswith("/rules/source-numbering.html")

    text = opened.texts[desk.FERRY]
    for number, each in enumerate(reversed(found)):
        context = lsp.CodeActionContext(diagnostics=[each])
        actions = await client.text_document_code_action_async(
            lsp.CodeActionParams(text_document=opened.document(desk.FERRY), range=each.range, context=context)
        )
        preferred = next(action for action in actions if action.is_preferred)
        edit = preferred.edit
        edits = edit.document_changes[0].edits if edit.document_changes else edit.changes[opened.uri(desk.FERRY)]
        text = opened.edited(desk.FERRY, edits)
        opened.change(desk.FERRY, text, number + 2)
        assert len(await opened.diagnostics(desk.FERRY)) == 1 - number
    assert "3. [Cover Image]" in text and "?page=1&view=all" in text


async def test_all_is_mended_at_once(opened, client):
    opened.open(desk.FERRY)
    await opened.diagnostics(desk.FERRY)
    edits = await client.text_document_formatting_async(
        lsp.DocumentFormattingParams(opened.document(desk.FERRY), lsp.FormattingOptions(tab_size=4, insert_spaces=True))
    )
    opened.change(desk.FERRY, opened.edited(desk.FERRY, edits), 2)
    assert await opened.diagnostics(desk.FERRY) == []


async def test_the_whole_archive_is_pulled(opened, client):
    if not opened.pulls:
        pytest.skip("this editor is told, and does not ask")
    report = await client.workspace_diagnostic_async(lsp.WorkspaceDiagnosticParams(previous_result_ids=[]))
    found = {each.uri: len(each.items) for each in report.items if each.items}
    assert found == {opened.uri(desk.FERRY): 2}


async def test_an_unknown_request_is_refused_and_the_session_goes_on(opened, client):
    with pytest.raises(Exception, match="(?i)no method|method not found"):
        await client.protocol.send_request_async("newslint/unheardOf", {})
    opened.open(desk.FERRY)
    assert len(await opened.diagnostics(desk.FERRY)) == 2


def at(opened, path, text):
    """Where a text begins in a file, on a line of letters that all have one unit."""
    lines = (opened.root / path).read_text(encoding="utf-8").split("\n")
    line = next(number for number, line in enumerate(lines) if text in line)
    return lsp.Position(line, lines[line].index(text))


async def test_a_related_event_is_completed(opened, client):
    opened.open(desk.FERRY)
    await opened.diagnostics(desk.FERRY)
    text = opened.texts[desk.FERRY] + "2. strike ferr"
    opened.change(desk.FERRY, text, 2)
    end = lsp.Position(text.count("\n"), len("2. strike ferr"))
    completed = await client.text_document_completion_async(lsp.CompletionParams(opened.document(desk.FERRY), end))
    item = next(each for each in completed.items if desk.STRIKE in each.text_edit.new_text)
    assert item.insert_text_format != lsp.InsertTextFormat.Snippet or opened.snippets
    after = opened.edited(desk.FERRY, [item.text_edit, *(item.additional_text_edits or [])])
    start = f"2. [Ferry crews in Kestrel Bay end their strike after 19 days ](/{desk.STRIKE}) _Context: "
    assert after.splitlines()[-1].startswith(start)


async def test_what_stands_there_is_shown_and_leads_on(opened, client):
    opened.open(desk.FERRY)
    there = opened.document(desk.FERRY), at(opened, desk.FERRY, f"/{desk.BRIDGE}")
    hover = await client.text_document_hover_async(lsp.HoverParams(*there))
    assert "Harbour bridge opens in Port Ellery" in hover.contents.value
    found = await client.text_document_definition_async(lsp.DefinitionParams(*there))
    found = found if isinstance(found, list) else [found]
    assert [getattr(each, "target_uri", None) or each.uri for each in found] == [opened.uri(desk.BRIDGE)]

    title = opened.document(desk.BRIDGE), at(opened, desk.BRIDGE, "Harbour")
    opened.open(desk.BRIDGE)
    context = lsp.ReferenceContext(include_declaration=False)
    links = await client.text_document_references_async(lsp.ReferenceParams(context, *title))
    assert sorted(each.uri for each in links) == [opened.uri("news/2021/05/3/index.md"), opened.uri(desk.FERRY)]
    symbols = await client.text_document_document_symbol_async(lsp.DocumentSymbolParams(opened.document(desk.FERRY)))
    assert any("Ferry returns" in each.name for each in symbols)
    found = await client.workspace_symbol_async(lsp.WorkspaceSymbolParams("bridge ellery"))
    assert [each.location.uri for each in found] == [opened.uri(desk.BRIDGE)]
    folds = await client.text_document_folding_range_async(lsp.FoldingRangeParams(opened.document(desk.FERRY)))
    assert folds
    links = await client.text_document_document_link_async(lsp.DocumentLinkParams(opened.document(desk.FERRY)))
    assert {"https://radio.example/2021/05/04/ferry", opened.uri(desk.BRIDGE)} <= {each.target for each in links}


async def test_a_title_is_renamed_everywhere(opened, client):
    opened.open(desk.BRIDGE)
    opened.open(desk.FERRY)
    title = opened.document(desk.BRIDGE), at(opened, desk.BRIDGE, "bridge opens")
    offered = await client.text_document_prepare_rename_async(lsp.PrepareRenameParams(*title))
    assert offered.placeholder == "Harbour bridge opens in Port Ellery"
    edit = await client.text_document_rename_async(lsp.RenameParams(*title, new_name=desk.TITLE))
    opened.apply(edit)
    desk.expect_renamed(opened.root, moves=opened.moves_files)


async def test_what_leads_to_a_file_follows_it_or_goes_with_it(opened, client):
    if not opened.said.workspace or not opened.said.workspace.file_operations:
        pytest.skip("this editor does not tell of files")
    moved = "news/2021/05/3/bridge.md"
    files = [lsp.FileRename(opened.uri(desk.BRIDGE), opened.uri(moved))]
    edit = await client.workspace_will_rename_files_async(lsp.RenameFilesParams(files))
    opened.apply(edit)
    assert f"](/{moved})" in (opened.root / desk.FERRY).read_text(encoding="utf-8")
    assert f"](/{moved})" in (opened.root / "news/2021/05/3/index.md").read_text(encoding="utf-8")
    files = [lsp.FileDelete(opened.uri(desk.STRIKE))]
    edit = await client.workspace_will_delete_files_async(lsp.DeleteFilesParams(files))
    opened.apply(edit)
    assert desk.STRIKE not in (opened.root / "news/2021/05/2/index.md").read_text(encoding="utf-8")
