"""Addresses that only machines visit; they stand at the root, in no language."""

from django.urls import path

from obole.newsroom import sitemaps
from obole.newsroom.views import machines

app_name = "machines"
urlpatterns = [
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemaps.part, name="sitemap_part"),
    path("news-sitemap.xml", sitemaps.news, name="news_sitemap"),
    path("robots.txt", machines.robots, name="robots"),
    path("trust.txt", machines.trust, name="trust"),
    path(".well-known/trust.txt", machines.trust, name="well_known_trust"),
    path(".well-known/security.txt", machines.security, name="security"),
    path(".well-known/tdmrep.json", machines.text_and_data_mining, name="tdmrep"),
]
