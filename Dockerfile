# Bidbridge in one container: the site with its worker. See docs/operations.md.
#   docker build -t bidbridge .
# glibc, not Alpine: OR-Tools has no musl wheels.
FROM python:3.12-slim-bookworm AS packages
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --no-deps -r requirements.txt

FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /srv/bidbridge --shell /usr/sbin/nologin bidbridge \
    && install -d -o bidbridge -g bidbridge /srv/bidbridge/instance
WORKDIR /srv/bidbridge
COPY --from=packages /opt/venv /opt/venv
COPY LICENSE wsgi.py ./
COPY solver solver
COPY templates templates
COPY app app
# Bytecode once, here: the user below may not write beside the code.
RUN /opt/venv/bin/python -m compileall -q app solver wsgi.py
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    APP_ENV=production \
    INSTANCE_DIR=/srv/bidbridge/instance \
    HOST=0.0.0.0 \
    PORT=8000
USER 10001
VOLUME /srv/bidbridge/instance
EXPOSE 8000
# The site answers to the host of PUBLIC_URL alone, so the check must ask for that one.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-c", \
    "import os, urllib.parse as p, urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', headers={'Host': p.urlsplit(os.environ['PUBLIC_URL']).netloc}), timeout=4)"]
CMD ["python", "-m", "app.site.serve"]
