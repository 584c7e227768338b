# What serves Fördela: gunicorn, as a user without rights, on port 8000.

FROM python:3.12-slim AS build
ENV PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /app
COPY requirements-build.txt requirements.txt ./
RUN pip install --require-hashes --requirement requirements-build.txt \
    && pip install --require-hashes --no-build-isolation --requirement requirements.txt
COPY . .
# The key serves this one command and is kept nowhere.
RUN pybabel --quiet compile --directory locale --domain django \
    && SECRET_KEY=only-while-building DATABASE_URL=sqlite://:memory: python manage.py collectstatic --noinput

FROM python:3.12-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
# What makes PDF, and its font.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /app --no-create-home fordela
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
# Only for the SQLite default; with DATABASE_URL nothing is written here.
RUN install --directory --owner=fordela /app/var
WORKDIR /app
USER fordela
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 CMD ["python", "-m", "config.healthcheck"]
# Workers are counted by WEB_CONCURRENCY. Their heartbeat is in memory, so that a slow disk is no failure.
CMD ["gunicorn", "config.wsgi", "--bind=0.0.0.0:8000", "--worker-tmp-dir=/dev/shm", "--access-logfile=-"]
