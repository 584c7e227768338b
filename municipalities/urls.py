from django.urls import path

from municipalities.views import contacts

app_name = "municipalities"
urlpatterns = [
    path("contacts/", contacts.contacts, name="contacts"),
    path("contacts/invite/", contacts.invite, name="contact-invite"),
    path("contacts/<int:pk>/invite/", contacts.invite_again, name="contact-invite-again"),
    path("contacts/<int:pk>/end/", contacts.end, name="contact-end"),
]
