// Entry point of a page to correct a run in.

import { reviewView } from "./review/review_view.js";
import { startPage } from "./start.js";

startPage({ review: reviewView }, "review");
