"""What pre-commit and prek install for the hooks `newslint` and `newslint-fix`: the published wheel of this version.

Nothing of this repository is installed. The wheel itself is made from release/pyproject.toml.
"""

import pathlib
import re

import setuptools

manifest = pathlib.Path(__file__).with_name("Cargo.toml").read_text(encoding="utf-8")
version = re.search(r'^version = "([^"]+)"$', manifest, re.MULTILINE).group(1)

setuptools.setup(
    name="newslint-hooks",
    version=version,
    install_requires=[f"newslint=={version}"],
    # Without these, setuptools would look for modules in all folders.
    packages=[],
    py_modules=[],
)
