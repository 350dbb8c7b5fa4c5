# Rasa with a trained model, and the action server; the last open release of Rasa runs on Python 3.10.
# Build from the project's folder: docker build -f deploy/rasa.Dockerfile -t frontdesk-rasa .
FROM python:3.10-slim AS packages
COPY deploy/rasa.lock /tmp/
RUN python -m venv /opt/packages && /opt/packages/bin/pip install --no-cache-dir --require-hashes -r /tmp/rasa.lock

FROM python:3.10-slim
COPY --from=packages /opt/packages /opt/packages
ENV PATH=/opt/packages/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    RASA_TELEMETRY_ENABLED=false TF_CPP_MIN_LOG_LEVEL=3 SANIC_HOST=0.0.0.0
WORKDIR /srv/frontdesk
COPY bot bot
COPY channels channels
COPY actions actions
COPY data data
COPY config.yml domain.yml desk.yml policy.yml credentials.yml ./
COPY deploy/endpoints.yml endpoints.yml
# A model that cannot be trained ends the build, and what runs goes on as it is.
RUN python -m bot train
RUN useradd --system --uid 10001 frontdesk && mkdir -p var && chown -R frontdesk var models
USER frontdesk
EXPOSE 5005 5055
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:5005/webhooks/frontdesk/', timeout=2)"]
CMD ["python", "-m", "rasa", "run", "--interface", "0.0.0.0", "--port", "5005"]
