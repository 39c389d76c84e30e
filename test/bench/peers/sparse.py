"""Logistic regression on TF-IDF itself (sparse) against its truncated SVD (dense), and cross-validation choosing.

    python3 test/bench/peers/sparse.py DATA

DATA has tweets/ and ag_news/, as the tests do. ROC-AUC for the tweets, macro-F1 for AG News, four random draws.
"""
import csv, json, sys, warnings
import numpy as np
warnings.filterwarnings('ignore')
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion
from sklearn.decomposition import TruncatedSVD
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import normalize
D=sys.argv[1].rstrip('/')+'/'
def tweets():
    r=[json.loads(l) for l in open(D+'tweets/train.jsonl')]; t=[json.loads(l) for l in open(D+'tweets/test.jsonl')]
    k=[x for x in r[0] if x in('text','label','target')]; lab='label' if 'label' in r[0] else 'target'
    return [x['text'] for x in r],[x[lab] for x in r],[x['text'] for x in t],[x[lab] for x in t]
def ag():
    r=list(csv.reader(open(D+'ag_news/test.csv'))); rng=np.random.RandomState(0); p=rng.permutation(len(r)); r=[r[i] for i in p]
    X=[a[1]+'\n\n'+a[2] for a in r]; y=[a[0] for a in r]; return X[:6080],y[:6080],X[6080:],y[6080:]
for name,load in [('tweets',tweets),('ag',ag)]:
    X,y,T,z=load(); y=np.array(y).astype(str); z=np.array(z).astype(str)
    u=FeatureUnion([('w',TfidfVectorizer(ngram_range=(1,2),min_df=2,sublinear_tf=True)),('c',TfidfVectorizer(analyzer='char_wb',ngram_range=(2,4),min_df=2,sublinear_tf=True))])
    S=normalize(u.fit_transform(X)); St=normalize(u.transform(T))
    svd=TruncatedSVD(256,random_state=0); E=normalize(svd.fit_transform(S)); Et=normalize(svd.transform(St))
    for n in (100,300,1000,3000):
        res={'sparse':[], 'dense':[], 'cv':[]}
        for seed in range(4):
            i=np.random.RandomState(seed).permutation(len(X))[:n]
            best={}
            for kind,A,B in (('sparse',S,St),('dense',E,Et)):
                cv=[]
                for C in (1,10,100):
                    sc=[]
                    for a,b in StratifiedKFold(3,shuffle=True,random_state=0).split(i,y[i]):
                        m=LogisticRegression(C=C,max_iter=200).fit(A[i[a]],y[i[a]]); sc.append(m.score(A[i[b]],y[i[b]]))
                    cv.append((np.mean(sc),-C,C))
                s,_,C=max(cv); m=LogisticRegression(C=C,max_iter=200).fit(A[i],y[i])
                P=m.predict_proba(B)
                q=roc_auc_score(z,P[:,1]) if name=='tweets' else f1_score(z,m.classes_[P.argmax(1)],average='macro')
                res[kind].append(q); best[kind]=(s,q)
            res['cv'].append(max(best.values())[1])
        print(name,n,{k:round(float(np.mean(v)),4) for k,v in res.items()},flush=True)
