from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('social', '0002_films_drafts_summaries'),
    ]

    operations = [
        migrations.AddField(
            model_name='channel',
            name='throttled_in_row',
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
