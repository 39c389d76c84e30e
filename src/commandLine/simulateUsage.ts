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
  --separator S           what stands between the labels of a record, with --task multi; JSON lists
                          need none
  --decide RULE           from which probability on a label is predicted, with --task multi: global
                          (default), one threshold, above which lie as many labels of the records
                          not yet asked as their probabilities sum to; perLabel, the same label by
                          label; half, 0.5
  --test FILE             test set in the same format; again for another file; or
  --test-share SHARE      share of the pool drawn as test set for each seed (default 0.2); or
  --test-size N           number of records, drawn for each seed from the pool or from --test
  --no-merge              rows of equal text are records of their own; they are one otherwise, and
                          left out where their labels differ
  --no-header             the first row is a record
  --columns A,B,C         names of the columns of a file without a header
  --no-quotes             quotes are part of the text
  --strategy NAME[,NAME]  strategies to replay (default margin,random; mmc,random with
                          --task multi)
  --initial N             records labelled at the beginning (default 100)
  --initial-order ORDER   random (default), or file: the first records of the pool
  --start NAME            what chooses the initial records: random (default), typiclust: typical
                          of each region; k-means; likeness: every other one by likeness to a
                          label's words, the labels taking turns
  --explore SHARE         share of random picks mixed into a strategy (default 0)
  --batch N               records labelled between two trainings (default 100)
  --budget N              labels at which it ends (default 3000)
  --seeds N               runs of each strategy; the same seed has the same beginning (default 10)
  --reach P[,P]           reports the answers that reach P % of the quality that all labels of the
                          pool give (default 95,98): training labels, and all answers, those of
                          the hold-out among them, which a project asks for in between
  --embedding NAME[,NAME] lexical (default): TF-IDF and truncated SVD, fitted on the pool without
                          the test set; static: a table of word pieces, and bge-small-en-v1.5:
                          a sentence model, which come with Marginalia; a folder with a model;
                          vectors.npy or vectors.npz: row by row those of the pool;
                          server:URL#MODEL: a model behind /v1/embeddings, such as
                          server:http://127.0.0.1:11434/v1#nomic-embed-text, with the key in
                          MARGINALIA_EMBEDDING_KEY if it wants one.
                          A comma joins blocks, NAME*W weighs one. Beside a model lexical counts
                          0.5, from 100 labels on 0, 0.5 or 1 by cross-validation at 100, 200,
                          500 … labels. auto: lexical,bge-small-en-v1.5. Vectors of models are
                          kept for the next run
  --allow-host HOST       sends the texts to a server on this host; without it a server has to be
                          on this machine; again for another host
  --dimensions N          numbers in a vector (default 256)
  --labels FILE           names and descriptions of the labels: .jsonl with one {"value", "name",
                          "description"} a line; or plain text with one name a line, where a
                          label that is a whole number n means line n, from 0
  --prior auto|off|S      the labels' words as prior of the model, s times their similarity to the
                          text; auto: s by cross-validation at 20, 50, 100, 200, 500 … labels, 20
                          before. Standard: auto if labels are words and a block of --embedding is
                          a sentence model, else off
  --json OUT              also write all curves to a file
  --help                  this text

Example: marginalia simulate --pool labelled.jsonl --text text --label label --initial 20 --batch 20 --budget 60 --seeds 2

Exit codes: 0 done, 2 wrong usage or input, 130 stopped by Ctrl+C.`;
