/** The output of `simulate --help`. */
export const simulateUsage = `Usage: marginalia simulate --pool FILE --text FIELD --label FIELD [options]

Replays query strategies on records whose labels are known, and measures the model on a test set.

  --project FILE          a project (NAME.marginalia.json) in place of --pool, --text and --label: its
                          pool, label field, labels, embedding, strategy, explore share, start,
                          batch, head and hold-out; every other option wins over it
  --pool FILE             JSON Lines, CSV or TSV, also compressed (.gz); again for another file
  --text FIELD[,FIELD]    the text; several fields are joined
  --label FIELD           the true label, or labels
  --task single|multi     whether a record has one label (default), or any number; a project has
                          its own task, and its own way to read the labels
  --separator S           the text between the labels of a record, with --task multi; JSON lists
                          need none
  --decide RULE           the probability from which a label is predicted, with --task multi: global
                          (default), one threshold that as many labels of the records not yet asked
                          exceed as their probabilities sum to; perLabel, such a threshold for each
                          label; half, 0.5
  --test FILE             test set in the same format; again for another file; or
  --test-share SHARE      share of the pool drawn as test set for each seed (default 0.2); or
  --test-size N           number of records, drawn for each seed from the pool or from --test
  --no-merge              keeps rows with the same text as separate records; otherwise they are one
                          record, or left out if their labels differ
  --no-header             the first row is a record
  --columns A,B,C         names of the columns of a file without a header
  --no-quotes             quotes are part of the text
  --strategy NAME[,NAME]  strategies to replay (default margin,random; mmc,random with
                          --task multi)
  --initial N             records labelled at the start (default 100)
  --initial-order ORDER   random (default), or file: the first records of the pool
  --start NAME            how the initial records are chosen: random (default); typiclust: typical
                          records of each region; k-means; likeness: every other record by its
                          likeness to the words of a label, the labels taking turns
  --explore SHARE         share of random picks mixed into a strategy (default 0)
  --batch N               records labelled between two trainings (default 100)
  --budget N              number of labels at which a run ends (default 3000)
  --seeds N               runs of each strategy; runs with the same seed start with the same records
                          (default 10)
  --reach P[,P]           reports how many answers reach P % of the quality that all labels of the
                          pool give (default 95,98): training labels alone, and all answers,
                          including those to the hold-out that a project asks for in between
  --embedding NAME[,NAME] lexical (default): TF-IDF and truncated SVD, fitted on the pool without
                          the test set; static: a table of word pieces, and bge-small-en-v1.5:
                          a sentence model, which come with Marginalia; a folder with a model;
                          vectors.npy or vectors.npz: a vector for each row of the pool;
                          server:URL#MODEL: a model behind /v1/embeddings, such as
                          server:http://127.0.0.1:11434/v1#nomic-embed-text, with the key in
                          MARGINALIA_EMBEDDING_KEY if it needs one.
                          A comma joins blocks, NAME*W sets the weight of one. Beside a model,
                          lexical has weight 0.5, and from 100 labels on 0, 0.5 or 1, chosen by
                          cross-validation at 100, 200, 500 … labels. auto: lexical,
                          bge-small-en-v1.5. Vectors of models are kept for the next run
  --allow-host HOST       allows a server on this host, to which the texts are sent; without it, a
                          server must be on this machine; again for another host
  --dimensions N          numbers in a vector (default 256)
  --labels FILE           names and descriptions of the labels: .jsonl with one {"value", "name",
                          "description"} a line; or plain text with one name a line, where a
                          label that is a whole number n means line n, from 0
  --prior auto|off|S      the words of the labels as prior of the model: S times their similarity to
                          the text; auto: S by cross-validation at 20, 50, 100, 200, 500 … labels,
                          20 before that. Default: auto if labels are words and a block of
                          --embedding is a sentence model, otherwise off
  --json OUT              also write all curves to a file
  --help                  this text

Example: marginalia simulate --pool labelled.jsonl --text text --label label --initial 20 --batch 20 --budget 60 --seeds 2

Exit codes: 0 done, 2 wrong usage or input, 130 stopped by Ctrl+C.`;
