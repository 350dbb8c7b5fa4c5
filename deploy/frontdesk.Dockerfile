# frontdesk: webhooks, the desk, answering and delivering. Rasa is not in it.
# Build from the project's folder: docker build -f deploy/frontdesk.Dockerfile -t frontdesk .
FROM python:3.12-slim AS packages
COPY deploy/frontdesk.lock /tmp/
RUN python -m venv /opt/packages && /opt/packages/bin/pip install --no-cache-dir --require-hashes -r /tmp/frontdesk.lock

FROM python:3.12-slim
COPY --from=packages /opt/packages /opt/packages
ENV PATH=/opt/packages/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 FRONTDESK_HOST=0.0.0.0
WORKDIR /srv/frontdesk
COPY bot bot
COPY channels channels
COPY desk.yml domain.yml ./
RUN useradd --system --uid 10001 frontdesk && mkdir -p var/files && chown -R frontdesk var
USER frontdesk
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/live', timeout=2)"]
CMD ["python", "-m", "bot", "serve", "--no-work"]
