"""Addresses of campaigns: their pages, figures, card, images and feed."""

from django.urls import path

from obole.donations.views import campaign_data, campaign_images, campaigns

app_name = "campaigns"
urlpatterns = [
    path("", campaigns.campaigns, name="list"),
    path("<slug:slug>.json", campaign_data.data, name="data"),
    path("<slug:slug>/", campaigns.campaign, name="campaign"),
    path("<slug:slug>/figures/", campaigns.figures, name="figures"),
    path("<slug:slug>/card/", campaigns.card, name="card"),
    path("<slug:slug>/embed/", campaigns.embed, name="embed"),
    path("<slug:slug>/feed.xml", campaign_data.feed, name="feed"),
    path("<slug:slug>/meter.svg", campaign_images.meter_svg, name="meter_svg"),
    path("<slug:slug>/meter.png", campaign_images.meter_png, name="meter_png"),
    path("<slug:slug>/share.png", campaign_images.share_png, name="share_png"),
]
