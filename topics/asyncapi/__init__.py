"""AsyncAPI 3.0 documents, one for each role, from which alone a connector can be written.

Each describes the application's side: what it receives and what it sends. They are made from the
catalogue, the event types, their contracts and the envelope, so that none of them can say anything
else; ``config/contracts/`` has them as files.
"""

from topics.asyncapi.document import contract_files, document, document_yaml
from topics.asyncapi.headers import OPTIONAL, SAYS, owed
from topics.asyncapi.meanings import MEANINGS
from topics.asyncapi.roles import ROLES

__all__ = [
    "MEANINGS",
    "OPTIONAL",
    "ROLES",
    "SAYS",
    "contract_files",
    "document",
    "document_yaml",
    "owed",
]
