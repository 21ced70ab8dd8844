"""Which blocks an article and a standing page may contain."""

from wagtail.blocks import Block

from obole.newsroom.blocks import giving, media, text

GIVING: list[tuple[str, Block]] = [
    ("campaign_meter", giving.MeterBlock()),
    ("campaign_appeal", giving.AppealBlock()),
    ("donor_wall", giving.DonorWallBlock()),
    ("give_button", giving.GiveButtonBlock()),
]

STANDING_BODY: list[tuple[str, Block]] = [
    ("paragraph", text.ParagraphBlock()),
    ("heading", text.HeadingBlock()),
    ("list", text.ListBlock()),
    ("image", media.PictureBlock()),
    ("table", text.ArticleTableBlock()),
    ("document", media.DocumentBlock()),
    ("box", text.BoxBlock()),
    ("imported_html", text.ImportedHtmlBlock()),
    *GIVING,
]

ARTICLE_BODY: list[tuple[str, Block]] = [
    ("paragraph", text.ParagraphBlock()),
    ("heading", text.HeadingBlock()),
    ("image", media.PictureBlock()),
    ("gallery", media.GalleryBlock()),
    ("quote", text.QuoteBlock()),
    ("pull_quote", text.PullQuoteBlock()),
    ("list", text.ListBlock()),
    ("table", text.ArticleTableBlock()),
    ("box", text.BoxBlock()),
    ("embed", media.EmbedBlock()),
    ("audio", media.AudioBlock()),
    ("video", media.VideoBlock()),
    ("document", media.DocumentBlock()),
    ("code", text.CodeBlock()),
    ("footnotes", text.FootnotesBlock()),
    ("imported_html", text.ImportedHtmlBlock()),
    *GIVING,
]
