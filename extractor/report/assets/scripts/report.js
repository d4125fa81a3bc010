// Entry point of a page to look at.

import { startPage } from "./start.js";

startPage();
