"""Uploads in three steps, and the private addresses of files: https://docs.slack.dev/messaging/working-with-files"""

from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack.errors import slack_error
from tests.fakes.slack.visit import Visit
from tests.fakes.slack.workspace import new_id

Params = dict[str, Any]


@dataclass
class Files:
    """What was uploaded, by the bot or by people."""

    names: dict[str, str] = field(default_factory=dict)
    """By file id."""
    contents: dict[str, bytes] = field(default_factory=dict)
    kept: dict[str, Params] = field(default_factory=dict)
    """What Slack tells of people's files."""
    lengths: dict[str, int] = field(default_factory=dict)

    def keep(self, name: str, content: bytes, url: str, kind: str = "image/png") -> Params:
        """A person's file; Slack's file object."""
        file_id = new_id("F")
        self.names[file_id], self.contents[file_id] = name, content
        private = f"{url}/files/{file_id}/{name}"
        about = {"id": file_id, "name": name, "title": name, "mimetype": kind, "size": len(content)}
        self.kept[file_id] = {**about, "url_private": private, "url_private_download": private}
        return {**self.kept[file_id], "mode": "hosted"}

    def tell(self, visit: Visit, params: Params) -> Params:
        """files.info"""
        if params["file"] not in self.kept:
            raise slack_error("file_not_found", params["file"])
        return {"file": self.kept[params["file"]]}

    def start_upload(self, visit: Visit, params: Params) -> Params:
        """files.getUploadURLExternal"""
        length = params["length"]
        if not isinstance(length, int) or length <= 0:
            raise slack_error("invalid_arguments", "length")
        file_id = new_id("F")
        self.names[file_id], self.lengths[file_id] = params["filename"], length
        return {"upload_url": f"{visit.url}/upload/{file_id}", "file_id": file_id}

    def upload(self, file_id: str, content: bytes) -> bool:
        """The bytes; False where they are not as many as was said."""
        if len(content) != self.lengths.get(file_id):
            return False
        self.contents[file_id] = content
        return True

    def complete_upload(self, visit: Visit, params: Params) -> Params:
        """files.completeUploadExternal; shares them where a channel is named."""
        files = [self._uploaded(file, visit.url) for file in params["files"]]
        if params.get("channel_id"):
            self._share(visit, params, files)
        return {"files": files}

    def _uploaded(self, file: Params, url: str) -> Params:
        file_id = file.get("id", "")
        if file_id not in self.contents:
            raise slack_error("file_not_found", file_id)
        name = self.names[file_id]
        return {
            "id": file_id,
            "name": name,
            "title": file.get("title", name),
            "url_private": f"{url}/files/{file_id}/{name}",
        }

    def _share(self, visit: Visit, params: Params, files: list[Params]) -> None:
        workspace, place = visit.place_to_write(params["channel_id"])
        thread = {}
        if params.get("thread_ts"):
            thread = {"thread_ts": place.message(params["thread_ts"], "thread_not_found")["ts"]}
        words = params.get("initial_comment", "")
        message = workspace.write_as_bot(place, words, subtype="file_share", files=files, **thread)
        visit.publish(workspace, place, message)
