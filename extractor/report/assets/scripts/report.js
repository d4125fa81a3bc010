// Entry point of a report page.

import { startPage } from "./start.js";

startPage();
