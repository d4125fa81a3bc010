// Entry point of a review page.

import { reviewView } from "./review/review_view.js";
import { startPage } from "./start.js";

startPage({ review: reviewView }, "review");
